package dev.tandem.engine.repository;

import java.util.concurrent.Executor;

/** What all models work with. */
record Workshop(
    ModelRegistry registry,
    ConfigSource configs,
    EnsembleLinks links,
    VersionLoader loader,
    Retirement retirement,
    NameOwners names,
    Executor loop,
    Executor loads,
    int loadRetries) {}
