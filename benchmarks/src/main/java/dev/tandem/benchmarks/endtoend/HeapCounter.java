package dev.tandem.benchmarks.endtoend;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Optional;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Asks another JVM what its threads have allocated on its heap. */
final class HeapCounter implements AutoCloseable {
  private final JMXConnector connector;
  private final ThreadMXBean threads;

  private HeapCounter(JMXConnector connector, ThreadMXBean threads) {
    this.connector = connector;
    this.threads = threads;
  }

  /** Makes {@code process} listen for such questions; empty where it cannot. */
  @SuppressWarnings("BanJNDI") // the address is one that the process itself has just given
  static Optional<HeapCounter> attach(ProcessHandle process) {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
      String address = machine.startLocalManagementAgent();
      machine.detach();
      JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address));
      return Optional.of(
          new HeapCounter(
              connector,
              ManagementFactory.getPlatformMXBean(
                  connector.getMBeanServerConnection(), ThreadMXBean.class)));
    } catch (AttachNotSupportedException | IOException e) {
      System.err.println("no heap figures: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** What all threads together have allocated so far but those that answer this question. */
  long allocatedBytes() {
    ThreadInfo[] infos = threads.getThreadInfo(threads.getAllThreadIds());
    long bytes = 0;
    for (ThreadInfo info : infos) {
      if (info != null && !isManagement(info.getThreadName())) {
        bytes += Math.max(0, threads.getThreadAllocatedBytes(info.getThreadId()));
      }
    }
    return bytes;
  }

  private static boolean isManagement(String thread) {
    return thread.startsWith("RMI") || thread.startsWith("JMX");
  }

  @Override
  public void close() {
    try {
      connector.close();
    } catch (IOException e) {
      System.err.println("JMX connection: " + e.getMessage());
    }
  }
}
