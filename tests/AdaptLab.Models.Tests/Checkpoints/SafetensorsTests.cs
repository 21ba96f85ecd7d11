using System.Buffers.Binary;
using System.Text;
using AdaptLab.Models.Checkpoints;

namespace AdaptLab.Models.Tests.Checkpoints;

public sealed class SafetensorsTests
{
    [Fact]
    public void What_was_written_is_read_back()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("sub/model.safetensors");
        SafetensorsWriter.Write(path, Sample(), new Dictionary<string, string> { ["format"] = "pt", ["note"] = "Zoë" });

        using var file = SafetensorsFile.Open(path);
        Assert.Equal(["b", "a", "scalar", "half", "empty"], file.Entries.Select(entry => entry.Name));
        Assert.Equal("Zoë", file.Metadata["note"]);
        Assert.Equal([2L, 3L], file.Required("a").Shape.ToArray());
        Assert.Equal(DType.BF16, file.Required("half").DType);
        Assert.Equal(Bytes(24, 1), file.Bytes(file.Required("a")).ToArray());
        Assert.Equal(Bytes(4, 3), file.Bytes(file.Required("scalar")).ToArray());
        Assert.Empty(file.Bytes(file.Required("empty")).ToArray());
        using var stream = file.OpenStream(file.Required("b"));
        var copy = new MemoryStream();
        stream.CopyTo(copy);
        Assert.Equal(Bytes(16, 2), copy.ToArray());
        Assert.Null(file.Find("absent"));
        Assert.Contains("'absent' is missing", Assert.Throws<ModelLoadException>(() => file.Required("absent")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_layout_is_the_references()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("x");
        SafetensorsWriter.Write(path, []);
        Assert.Equal("\u0008\0\0\0\0\0\0\0{}      ", File.ReadAllText(path));

        SafetensorsWriter.Write(path, [Tensor("z", DType.U8, [1], 1), Tensor("y", DType.I64, [1], 1), Tensor("a", DType.U8, [2], 1)]);
        byte[] bytes = File.ReadAllBytes(path);
        int header = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Assert.Equal(0, header % 8);
        Assert.Equal(
            """{"y":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},"a":{"dtype":"U8","shape":[2],"data_offsets":[8,10]},"z":{"dtype":"U8","shape":[1],"data_offsets":[10,11]}}""",
            Encoding.UTF8.GetString(bytes, 8, header).TrimEnd(' '));
        Assert.Equal(8 + header + 11, bytes.Length);
    }

    [Fact]
    public void A_tensor_that_writes_too_little_leaves_the_old_file_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("model.safetensors", "old");
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(path, [new TensorData("a", DType.F32, [2], stream => stream.WriteByte(1))]));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(path, [Tensor("a", DType.U8, [1], 1), Tensor("a", DType.U8, [1], 1)]));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[6],"data_offsets":[2,8]}}""", "overlap")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""", "do not follow")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "belong to no tensor")]
    [InlineData("""{"a":{"dtype":"U8","shape":[16],"data_offsets":[0,16]}}""", "not within")]
    [InlineData("""{"a":{"dtype":"U8","shape":[8],"data_offsets":[8,0]}}""", "not within")]
    [InlineData("""{"a":{"dtype":"U8","shape":[-8],"data_offsets":[0,8]}}""", "do not fit")]
    [InlineData("""{"a":{"dtype":"F32","shape":[8],"data_offsets":[0,8]}}""", "do not fit")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4611686018427387904,4611686018427387904,0],"data_offsets":[0,0]}}""", "do not fit")]
    [InlineData("""{"a":{"dtype":"F4","shape":[8],"data_offsets":[0,8]}}""", "F4")]
    [InlineData("""{"a":{"dtype":"U8","shape":[8]}}""", "'data_offsets' is missing")]
    [InlineData("""{"a":{"dtype":"U8","shape":[8],"data_offsets":[0]}}""", "two offsets")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""", "not valid JSON")]
    [InlineData("""{"__metadata__":{"n":1},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}""", "__metadata__.n")]
    [InlineData("""["a"]""", "does not start with")]
    [InlineData("""{"a":""", "not valid JSON")]
    public void A_header_that_does_not_fit_its_data_is_refused(string header, string expected)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        File.WriteAllBytes(path, [.. Length(header.Length), .. Encoding.UTF8.GetBytes(header), .. new byte[8]]);
        AssertRefused(path, expected);
    }

    [Fact]
    public void Short_files_huge_headers_and_text_that_is_not_utf8_are_refused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        AssertRefused(path, "no such file");
        AssertRefused(folder.Path, "cannot be");
        File.WriteAllBytes(path, []);
        AssertRefused(path, "0 bytes");
        File.WriteAllBytes(path, Length(50));
        AssertRefused(path, "only 0 follow");
        File.WriteAllBytes(path, [.. Length(200_000_000), (byte)'{', (byte)'}']);
        AssertRefused(path, "more than the format allows");
        File.WriteAllBytes(path, [.. Length(-1), (byte)'{', (byte)'}']);
        AssertRefused(path, "more than the format allows");
        File.WriteAllBytes(path, [.. Length(8), .. "{\"a"u8, 0xFF, 0xFE, .. "\":1"u8]);
        AssertRefused(path, "not UTF-8");
    }

    [Fact]
    public void However_a_file_is_damaged_it_opens_or_is_refused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        SafetensorsWriter.Write(path, Sample(), new Dictionary<string, string> { ["format"] = "pt" });
        byte[] valid = File.ReadAllBytes(path);
        var random = new Random(11);
        int refused = 0;
        for (int round = 0; round < 300; round++)
        {
            byte[] damaged = Damage(valid, random);
            string copy = folder.File("damaged");
            File.WriteAllBytes(copy, damaged);
            try
            {
                using var file = SafetensorsFile.Open(copy);
                foreach (var entry in file.Entries)
                    Assert.Equal(entry.Length, file.Bytes(entry).ToArray().Length);
            }
            catch (ModelLoadException error)
            {
                Assert.StartsWith(copy, error.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', error.Message);
                refused++;
            }
        }
        Assert.InRange(refused, 100, 299);
    }

    [Fact]
    public void An_entry_of_another_file_is_not_followed()
    {
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder.File("one"), [Tensor("a", DType.U8, [4], 1)]);
        SafetensorsWriter.Write(folder.File("two"), [Tensor("a", DType.U8, [4096], 1)]);
        using var one = SafetensorsFile.Open(folder.File("one"));
        using var two = SafetensorsFile.Open(folder.File("two"));
        Assert.Throws<ArgumentException>(() => one.Bytes(two.Required("a")).Length);
        one.Dispose();
        Assert.Throws<ObjectDisposedException>(() => one.Bytes(one.Required("a")).Length);
    }

    private static byte[] Damage(byte[] valid, Random random)
    {
        var damaged = valid.ToList();
        for (int change = random.Next(1, 4); change > 0; change--)
        {
            int at = random.Next(damaged.Count);
            switch (random.Next(5))
            {
                case 0: damaged[at] = (byte)random.Next(256); break;
                case 1: damaged.RemoveRange(at, damaged.Count - at); break;
                case 2: damaged.Insert(at, (byte)random.Next(256)); break;
                case 3: damaged[at] ^= (byte)(1 << random.Next(8)); break;
                default: damaged.RemoveAt(at); break;
            }
            if (damaged.Count == 0)
                break;
        }
        return [.. damaged];
    }

    private static TensorData[] Sample() =>
    [
        Tensor("a", DType.F32, [2, 3], 1), Tensor("b", DType.I64, [2], 2), Tensor("scalar", DType.F32, [], 3),
        Tensor("half", DType.BF16, [3], 4), Tensor("empty", DType.U8, [0, 5], 5),
    ];

    private static TensorData Tensor(string name, DType type, long[] shape, byte fill)
    {
        int size = type switch { DType.I64 => 8, DType.F32 => 4, DType.BF16 => 2, _ => 1 };
        return new TensorData(name, type, shape, stream => stream.Write(Bytes((int)shape.Aggregate(1L, (product, one) => product * one) * size, fill)));
    }

    private static byte[] Bytes(int count, byte fill) => [.. Enumerable.Repeat(fill, count)];

    private static byte[] Length(long length)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        return bytes;
    }

    private static void AssertRefused(string path, string expected)
    {
        string message = Assert.Throws<ModelLoadException>(() => SafetensorsFile.Open(path).Dispose()).Message;
        Assert.StartsWith(path, message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
