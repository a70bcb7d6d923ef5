'use strict';
// Calls the container runtime interface (gRPC) of containerd: cri-call.cjs METHOD BASE64. Prints the reply as base64.
const http2 = require('node:http2');
const net = require('node:net');

const [method, message] = process.argv.slice(2);
const body = Buffer.from(message, 'base64');
// A byte that says "not compressed", then the length.
const prefix = Buffer.alloc(5);
prefix.writeUInt32BE(body.length, 1);

const session = http2.connect('http://localhost', {
  createConnection: () => net.connect('/run/containerd/containerd.sock'),
});
const call = session.request({
  ':method': 'POST',
  ':path': `/runtime.v1.RuntimeService/${method}`,
  'content-type': 'application/grpc',
  te: 'trailers',
});
const parts = [];
let state = {};
// A call that fails at once has its state in the headers, any other in the trailers.
const note = (headers) => {
  state = { ...state, ...headers };
};
call.on('response', note).on('trailers', note);
call.on('data', (part) => parts.push(part));
call.on('close', () => {
  session.close();
  if (state['grpc-status'] === '0') {
    process.stdout.write(Buffer.concat(parts).subarray(prefix.length).toString('base64'));
  } else {
    process.stderr.write(`${method}: ${state['grpc-message'] ?? 'no answer'}\n`);
    process.exitCode = 1;
  }
});
for (const part of [session, call]) part.on('error', (error) => process.stderr.write(`${error.message}\n`));
call.end(Buffer.concat([prefix, body]));
