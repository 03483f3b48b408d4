package dev.tandem.server;

/**
 * One line of the table of models.
 *
 * @param version empty for a model that has none to show
 * @param reason empty for a model that is as it should be
 */
record ModelRow(String name, String version, String state, String reason) {}
