package dev.tandem.golden;

import java.util.Optional;
import java.util.Set;

/** What was sent and what the recorded server answered to it. */
sealed interface Exchange permits HttpExchange, GrpcExchange {
  Protocol protocol();

  /**
   * Sends the request and compares the answer with the recorded one. Some exchanges have none: they
   * only keep a chain of cases whole.
   */
  Optional<Verdict> replay(Senders senders, VolatilePaths volatilePaths);

  /** The models that the request names or that the recorded answer lists. */
  Set<String> models();
}
