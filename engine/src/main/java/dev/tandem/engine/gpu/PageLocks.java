package dev.tandem.engine.gpu;

/** Keeps pages of native memory where a GPU may read and write them by itself. */
public interface PageLocks {
  /** Locks nothing. */
  PageLocks NONE =
      new PageLocks() {
        @Override
        public boolean lock(long address, long bytes) {
          return false;
        }

        @Override
        public void unlock(long address) {}
      };

  /** Whether they are locked now; those that are not serve as well, only slower. */
  boolean lock(long address, long bytes);

  /** Is called once for each address that was locked, before its memory is freed. */
  void unlock(long address);
}
