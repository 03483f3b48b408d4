package dev.tandem.engine.repository;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import java.util.HashMap;
import java.util.Map;

/**
 * Who serves a name: the model repositories or a base path, never both, since both would write the
 * same versions. Belongs to the repository's thread.
 */
final class NameOwners {
  /** Those who serve models. */
  enum Owner {
    REPOSITORY("a model repository"),
    BASE_PATH("a base path");

    private final String text;

    Owner(String text) {
      this.text = text;
    }
  }

  private final Map<String, Owner> owners = new HashMap<>();

  boolean isFree(String name, Owner owner) {
    return owners.getOrDefault(name, owner) == owner;
  }

  /** Throws where somebody else serves {@code name}. */
  void check(String name, Owner owner) {
    Owner is = owners.getOrDefault(name, owner);
    if (is != owner) {
      throw new ServingException(
          Reason.ALREADY_EXISTS, "model '" + name + "' is served from " + is.text + " already");
    }
  }

  void claim(String name, Owner owner) {
    check(name, owner);
    owners.put(name, owner);
  }

  void release(String name, Owner owner) {
    owners.remove(name, owner);
  }
}
