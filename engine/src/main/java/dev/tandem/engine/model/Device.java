package dev.tandem.engine.model;

/** What an instance of a model runs on. */
public sealed interface Device {
  /** The processors, all of them one device. */
  Device CPU = new Processors();

  /** A name for logs. */
  String label();

  /** The number that resources are counted under. */
  int number();

  /** See {@link #CPU}. */
  record Processors() implements Device {
    @Override
    public String label() {
      return "the CPU";
    }

    @Override
    public int number() {
      return 0;
    }
  }

  /** A GPU, by the number that CUDA gives it. */
  record Gpu(int number) implements Device {
    @Override
    public String label() {
      return "GPU " + number;
    }
  }
}
