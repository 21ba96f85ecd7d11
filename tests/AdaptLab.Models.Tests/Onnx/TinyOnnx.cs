using System.Buffers.Binary;
using System.Text;

namespace AdaptLab.Models.Tests.Onnx;

/// <summary>An ONNX file written by hand: it looks up a row of a table for each token, and hands out the rows as states.</summary>
internal static class TinyOnnx
{
    private const int Float = 1, Int64 = 7;

    /// <param name="table">[tokens, width]</param>
    public static void Write(string path, float[][] table, params ReadOnlySpan<string> inputs)
    {
        var node = new Message().Text(1, "table").Text(1, inputs[0]).Text(2, "last_hidden_state").Text(4, "Gather");
        var weights = new Message().Number(1, table.Length).Number(1, table[0].Length).Number(2, Float).Text(8, "table")
            .Bytes(9, [.. table.SelectMany(row => row).SelectMany(value =>
            {
                var bytes = new byte[4];
                BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
                return bytes;
            })]);
        var graph = new Message().Inner(1, node).Text(2, "tiny").Inner(5, weights);
        foreach (var input in inputs)
            graph.Inner(11, Value(input, Int64, "batch", "tokens"));
        graph.Inner(12, Value("last_hidden_state", Float, "batch", "tokens", "width"));
        File.WriteAllBytes(path, new Message().Number(1, 8).Inner(7, graph).Inner(8, new Message().Text(1, "").Number(2, 13)).ToArray());
    }

    private static Message Value(string name, int type, params ReadOnlySpan<string> dimensions)
    {
        var shape = new Message();
        foreach (var dimension in dimensions)
            shape.Inner(1, new Message().Text(2, dimension));
        return new Message().Text(1, name).Inner(2, new Message().Inner(1, new Message().Number(1, type).Inner(2, shape)));
    }

    /// <summary>A message of protocol buffers.</summary>
    private sealed class Message
    {
        private readonly List<byte> _bytes = [];

        public Message Number(int field, long value)
        {
            Variable((field << 3) | 0);
            Variable(value);
            return this;
        }

        public Message Bytes(int field, byte[] value)
        {
            Variable((field << 3) | 2);
            Variable(value.Length);
            _bytes.AddRange(value);
            return this;
        }

        public Message Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

        public Message Inner(int field, Message value) => Bytes(field, value.ToArray());

        public byte[] ToArray() => [.. _bytes];

        /// <summary>Seven bits a byte, the lowest first; the eighth says that more follow.</summary>
        private void Variable(long value)
        {
            for (; value > 127; value >>= 7)
                _bytes.Add((byte)(value | 128));
            _bytes.Add((byte)value);
        }
    }
}
