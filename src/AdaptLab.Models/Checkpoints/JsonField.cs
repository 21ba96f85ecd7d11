using System.Text.Json;

namespace AdaptLab.Models.Checkpoints;

/// <summary>
/// A value in a JSON file together with the way to it, so that everything a file of someone else may get wrong is
/// answered by one line that names the file and the field. Every accessor throws <see cref="ModelLoadException"/> and nothing else.
/// </summary>
internal readonly struct JsonField
{
    private readonly string _file;
    private readonly JsonElement _value;

    private JsonField(string file, string path, JsonElement value)
    {
        _file = file;
        Path = path;
        _value = value;
    }

    /// <summary>Where the value is in its file, such as `pre_tokenizer.pretokenizers[0]`; empty for the whole file.</summary>
    public string Path { get; }

    public JsonValueKind Kind => _value.ValueKind;

    public static JsonField ReadFile(string path, string mend)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelLoadException($"{path}: there is no such file. {mend}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ModelLoadException($"{path}: cannot be read ({error.Message}). {mend}", error);
        }
        return Parse(bytes, path);
    }

    /// <param name="utf8">JSON text; a byte order mark is allowed, as some editors add one.</param>
    /// <param name="file">The name to use in messages.</param>
    public static JsonField Parse(ReadOnlySpan<byte> utf8, string file)
    {
        if (utf8.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];
        try
        {
            var options = new JsonDocumentOptions { AllowDuplicateProperties = false };
            return new JsonField(file, "", JsonElement.Parse(utf8, options));
        }
        // Looking for duplicate names reads them, and one that is no text makes the parser throw the second kind.
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new ModelLoadException($"{file}: not valid JSON ({FirstLine(error.Message)}). The file is damaged or incomplete; fetch it again.", error);
        }
    }

    /// <summary>The member <paramref name="name"/>, or null where it is absent or JSON's null.</summary>
    public JsonField? Optional(string name)
    {
        if (_value.ValueKind != JsonValueKind.Object)
            throw Expected("an object");
        return _value.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null
            ? new JsonField(_file, Join(name), member)
            : null;
    }

    public JsonField Required(string name) => Optional(name) ?? throw Error($"'{name}' is missing");

    public string AsString()
    {
        if (_value.ValueKind != JsonValueKind.String)
            throw Expected("a string");
        try
        {
            return _value.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            // An escaped lone surrogate or bytes that are not UTF-8 pass the JSON parser and yet are no text.
            throw new ModelLoadException(Describe("is not valid text (a broken escape or encoding)"), error);
        }
    }

    public bool AsBoolean() => _value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Expected("true or false"),
    };

    public int AsInt32() => _value.ValueKind == JsonValueKind.Number && _value.TryGetInt32(out int number) ? number : throw Expected("a whole number");

    public long AsInt64() => _value.ValueKind == JsonValueKind.Number && _value.TryGetInt64(out long number) ? number : throw Expected("a whole number");

    public double AsDouble() =>
        _value.ValueKind == JsonValueKind.Number && _value.TryGetDouble(out double number) && double.IsFinite(number) ? number : throw Expected("a number");

    public IEnumerable<JsonField> Items()
    {
        if (_value.ValueKind != JsonValueKind.Array)
            throw Expected("an array");
        return Walk(this);

        static IEnumerable<JsonField> Walk(JsonField self)
        {
            int index = 0;
            foreach (var item in self._value.EnumerateArray())
                yield return new JsonField(self._file, $"{self.Path}[{index++}]", item);
        }
    }

    public IEnumerable<(string Name, JsonField Value)> Members()
    {
        if (_value.ValueKind != JsonValueKind.Object)
            throw Expected("an object");
        return Walk(this);

        static IEnumerable<(string, JsonField)> Walk(JsonField self)
        {
            foreach (var member in self._value.EnumerateObject())
                yield return (self.NameOf(member), new JsonField(self._file, self.Join(self.NameOf(member)), member.Value));
        }
    }

    public string StringOr(string name, string otherwise) => Optional(name)?.AsString() ?? otherwise;

    public bool BooleanOr(string name, bool otherwise) => Optional(name)?.AsBoolean() ?? otherwise;

    public int Int32Or(string name, int otherwise) => Optional(name)?.AsInt32() ?? otherwise;

    public double DoubleOr(string name, double otherwise) => Optional(name)?.AsDouble() ?? otherwise;

    /// <summary>An error about this value: file, field and <paramref name="problem"/> in one line.</summary>
    public ModelLoadException Error(string problem) => new(Describe(problem));

    /// <summary>The value as JSON text, cut short, for messages.</summary>
    public override string ToString()
    {
        string text = _value.ValueKind == JsonValueKind.Undefined ? "nothing" : FirstLine(_value.GetRawText());
        return text.Length <= 60 ? text : $"{text[..57]}...";
    }

    private ModelLoadException Expected(string what) => Error($"expected {what}, found {this}");

    private string Describe(string problem) => Path.Length == 0 ? $"{_file}: {problem}" : $"{_file}: {Path}: {problem}";

    private string Join(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    private string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException error)
        {
            throw new ModelLoadException(Describe("a name is not valid text (a broken escape or encoding)"), error);
        }
    }

    private static string FirstLine(string text) => text.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? text[..end] : text;
}
