// Turns the protocol's .proto files into what the page's two client libraries need.
import { writeFileSync } from 'node:fs';
import protobuf from 'protobufjs';
import 'protobufjs/ext/descriptor/index.js';

const root = await protobuf.load(['grpc_service.proto', 'model_config.proto']);
root.resolveAll();
const set = root.toDescriptor('proto3');
const types = new Map();

function collect(scope, { name, nestedType = [], enumType = [] }) {
  const full = `${scope}.${name}`;
  types.set(full, full);
  [...nestedType, ...enumType].forEach((inner) => collect(full, inner));
}

// protobufjs leaves names as they are written, and others want them whole.
function whole(scope, name) {
  for (let at = scope; ; at = at.slice(0, at.lastIndexOf('.'))) {
    const found = name.startsWith('.') ? name : types.get(`${at}.${name}`);
    if (found || !at) {
      return found ?? name;
    }
  }
}

function complete(scope, { name, field = [], nestedType = [] }) {
  const full = `${scope}.${name}`;
  field.filter((one) => one.typeName).forEach((one) => (one.typeName = whole(full, one.typeName)));
  nestedType.forEach((inner) => complete(full, inner));
}

for (const file of set.file) {
  const scope = `.${file.package}`;
  [...file.messageType, ...file.enumType].forEach((type) => collect(scope, type));
  file.messageType.forEach((type) => complete(scope, type));
  for (const method of file.service.flatMap((service) => service.method)) {
    method.inputType = whole(scope, method.inputType);
    method.outputType = whole(scope, method.outputType);
    if (method.name === 'ModelStreamInfer') {
      // To a browser a stream both ways is one of answers only: it cannot do the other.
      method.clientStreaming = false;
    }
  }
}
const bytes = set.constructor.encode(set).finish();
writeFileSync('descriptors.json', JSON.stringify({ root: root.toJSON(), set: Buffer.from(bytes).toString('base64') }));
