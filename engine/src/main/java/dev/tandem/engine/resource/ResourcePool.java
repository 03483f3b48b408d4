package dev.tandem.engine.resource;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.resource.Grants.Member;

/** The resources of this server. Any thread may use it. */
public final class ResourcePool {
  private final Grants grants;

  public ResourcePool(ResourceLimits limits) {
    grants = new Grants(limits);
  }

  /** One more instance; throws {@link ConfigException} where it could never run. */
  public synchronized Pass join(Demand demand) {
    return new Pass(grants.join(demand));
  }

  private void grant() {
    if (grants.grant()) {
      notifyAll();
    }
  }

  /** What one instance shows before each run; for its runner, but for {@link #close}. */
  public final class Pass implements AutoCloseable {
    private final Member member;
    private boolean closed;

    private Pass(Member member) {
      this.member = member;
    }

    /** Waits until the instance may run, or is closed. */
    public void acquire() {
      boolean interrupted = false;
      synchronized (ResourcePool.this) {
        if (!closed) {
          grants.want(member);
          grant();
        }
        while (member.waits()) {
          try {
            ResourcePool.this.wait();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    /** The run is over. */
    public void release() {
      synchronized (ResourcePool.this) {
        grants.giveBack(member);
        grant();
      }
    }

    /** The instance is no more: it neither waits nor holds anything. */
    @Override
    public void close() {
      synchronized (ResourcePool.this) {
        if (!closed) {
          closed = true;
          grants.leave(member);
          grant();
          ResourcePool.this.notifyAll();
        }
      }
    }
  }
}
