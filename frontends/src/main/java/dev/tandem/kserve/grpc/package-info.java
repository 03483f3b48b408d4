/** The KServe v2 gRPC door, with Triton's extensions. */
@NullMarked
package dev.tandem.kserve.grpc;

import org.jspecify.annotations.NullMarked;
