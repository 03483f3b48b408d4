/** What every gRPC door needs of gRPC. */
@NullMarked
package dev.tandem.grpc;

import org.jspecify.annotations.NullMarked;
