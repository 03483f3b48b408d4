package dev.tandem.server;

/** How often a flag is needed, which is the order of the help. */
enum Tier {
  ESSENTIAL("Essential"),
  FREQUENT("Frequent"),
  RARE("Rare");

  private final String heading;

  Tier(String heading) {
    this.heading = heading;
  }

  String heading() {
    return heading;
  }
}
