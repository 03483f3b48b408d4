package dev.tandem.grpcweb;

import dev.tandem.http.Body;
import java.util.concurrent.atomic.AtomicInteger;

/** A body that each of its messages holds, and who reads it; the last of them closes it. */
final class SharedBody {
  private final Body body;
  private final AtomicInteger holders = new AtomicInteger(1);

  /** The caller is the first holder. */
  SharedBody(Body body) {
    this.body = body;
  }

  void hold() {
    holders.incrementAndGet();
  }

  void release() {
    if (holders.decrementAndGet() == 0) {
      body.close();
    }
  }
}
