package dev.tandem.engine.repository;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives freed native memory back to the system. The C library keeps what backends free for whoever
 * asks next, which after an unload is nobody.
 */
public final class NativeHeap {
  private static final Logger logger = LoggerFactory.getLogger(NativeHeap.class);
  private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";
  private static final String TRIM = "systemTrimNativeHeap";
  private static final AtomicBoolean told = new AtomicBoolean();

  private NativeHeap() {}

  /** Takes some milliseconds, in which others may wait for memory; does nothing where it cannot. */
  public static void trim() {
    try {
      ManagementFactory.getPlatformMBeanServer()
          .invoke(new ObjectName(COMMANDS), TRIM, new Object[0], new String[0]);
    } catch (JMException | RuntimeException e) {
      if (!told.getAndSet(true)) {
        logger.debug("freed native memory is left to the C library: {}", e.toString());
      }
    }
  }
}
