package dev.tandem.engine.repository;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what is wrong once, not at each look, and again when it comes back. */
final class NewsLog {
  private static final Logger logger = LoggerFactory.getLogger(NewsLog.class);

  private final Set<String> said = new HashSet<>();

  /** Takes everything that is wrong at this look. */
  void tell(Collection<String> lines) {
    said.retainAll(lines);
    for (String line : new TreeSet<>(lines)) {
      if (said.add(line)) {
        logger.warn("{}", line);
      }
    }
  }
}
