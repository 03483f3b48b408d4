/** gRPC-Web: the methods of gRPC for browsers, over HTTP/1.1 and without a proxy. */
@NullMarked
package dev.tandem.grpcweb;

import org.jspecify.annotations.NullMarked;
