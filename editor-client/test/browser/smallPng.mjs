// Pictures of windows with few colours, in a fifth of the bytes: a PNG with a palette instead of one with all colours.

import { deflateSync, inflateSync } from "node:zlib";

const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const most = 256;

/** @param {Buffer} png With eight bits for each of red, green and blue, as browsers make them. */
export function smallPng(png) {
  const { width, height, pixels } = decode(png);
  const palette = paletteOf(pixels);
  return encode(width, height, palette.colours, indicesOf(pixels, palette));
}

function decode(png) {
  const parts = [];
  let header;
  for (let at = signature.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString("latin1", at + 4, at + 8);
    const data = png.subarray(at + 8, at + 8 + length);
    header = type === "IHDR" ? data : header;
    if (type === "IDAT") {
      parts.push(data);
    }
    at += length + 12;
  }
  const width = header.readUInt32BE(0);
  const height = header.readUInt32BE(4);
  const channels = { 2: 3, 6: 4 }[header[9]];
  if (header[8] !== 8 || !channels || header[12] !== 0) {
    throw new Error("This PNG is of another kind than browsers make.");
  }
  return { width, height, pixels: colours(unfilter(inflateSync(Buffer.concat(parts)), width * channels, height, channels), channels) };
}

/** Each line is stored as differences to what is left of it, above it or both. */
function unfilter(data, stride, height, channels) {
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = data[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const left = x >= channels ? out[y * stride + x - channels] : 0;
      const up = y > 0 ? out[(y - 1) * stride + x] : 0;
      const corner = x >= channels && y > 0 ? out[(y - 1) * stride + x - channels] : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      out[y * stride + x] = data[y * (stride + 1) + 1 + x] + guess;
    }
  }
  return out;
}

function paeth(left, up, corner) {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** One number for each pixel. */
function colours(bytes, channels) {
  const pixels = new Uint32Array(bytes.length / channels);
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = (bytes[i * channels] << 16) | (bytes[i * channels + 1] << 8) | bytes[i * channels + 2];
  }
  return pixels;
}

/** The most frequent colours by themselves; the others are shared out among boxes that are halved where they are most spread. */
function paletteOf(pixels) {
  const counts = new Map();
  for (const pixel of pixels) {
    counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  }
  const all = [...counts].sort(([, one], [, other]) => other - one);
  const exact = all.slice(0, most / 2).map(([colour]) => colour);
  let boxes = all.length > exact.length ? [all.slice(exact.length)] : [];
  while (boxes.length > 0 && boxes.length < most - exact.length) {
    const widest = boxes.map((box) => ({ box, ...spread(box) })).sort((one, other) => other.range - one.range)[0];
    if (widest.range === 0) {
      break;
    }
    const sorted = widest.box.toSorted(([one], [other]) => part(one, widest.channel) - part(other, widest.channel));
    boxes = [...boxes.filter((box) => box !== widest.box), sorted.slice(0, sorted.length >> 1), sorted.slice(sorted.length >> 1)];
  }
  return { colours: [...exact, ...boxes.map(mean)], known: new Map() };
}

function spread(box) {
  return [0, 1, 2].map((channel) => {
    const parts = box.map(([colour]) => part(colour, channel));
    return { channel, range: box.length < 2 ? 0 : Math.max(...parts) - Math.min(...parts) };
  }).sort((one, other) => other.range - one.range)[0];
}

function mean(box) {
  const weight = box.reduce((sum, [, count]) => sum + count, 0);
  return [0, 1, 2].reduce((colour, channel) => (colour << 8) | Math.round(box.reduce((sum, [of, count]) => sum + part(of, channel) * count, 0) / weight), 0);
}

function part(colour, channel) {
  return (colour >> (16 - 8 * channel)) & 255;
}

function indicesOf(pixels, { colours: palette, known }) {
  return Uint8Array.from(pixels, (pixel) => {
    let index = known.get(pixel);
    if (index === undefined) {
      const distances = palette.map((colour) => [0, 1, 2].reduce((sum, channel) => sum + (part(colour, channel) - part(pixel, channel)) ** 2, 0));
      index = distances.indexOf(Math.min(...distances));
      known.set(pixel, index);
    }
    return index;
  });
}

function encode(width, height, palette, indices) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const lines = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    lines.set(indices.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  }
  const table = Buffer.from(palette.flatMap((colour) => [0, 1, 2].map((channel) => part(colour, channel))));
  return Buffer.concat([signature, chunk("IHDR", header), chunk("PLTE", table), chunk("IDAT", deflateSync(lines, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  out.set(body, 4);
  out.writeUInt32BE(crc(body), body.length + 4);
  return out;
}

function crc(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
    }
  }
  return (value ^ 0xffffffff) >>> 0;
}
