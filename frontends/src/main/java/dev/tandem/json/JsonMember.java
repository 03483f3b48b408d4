package dev.tandem.json;

/** One member of an object. */
public record JsonMember(String name, JsonValue value) {}
