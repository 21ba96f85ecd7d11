using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AdaptLab.Results;

/// <summary>Run records as JSON: compact, and exact, so that reading what was written gives the same figures.</summary>
public static class RunRecordJson
{
    /// <summary>The only form that this version writes and reads.</summary>
    public const int SchemaVersion = 1;

    /// <exception cref="ArgumentException">The record is not sound: whoever made it has a bug, and no file shall hold it.</exception>
    public static string Write(RunRecord record) =>
        RunRecordChecks.FirstProblem(record) is { } problem
            ? throw new ArgumentException(problem, nameof(record))
            : JsonSerializer.Serialize(record, RunRecordContext.Default.RunRecord);

    /// <summary>One candidate of a record, while the others still run.</summary>
    public static string WriteCandidate(CandidateRun run) => JsonSerializer.Serialize(run, RunRecordContext.Default.CandidateRun);

    /// <summary>Null where the text is none.</summary>
    public static CandidateRun? ReadCandidate(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, RunRecordContext.Default.CandidateRun);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The record, or why the text is none.</summary>
    public static RunRecordReading Read(string json)
    {
        try
        {
            if (JsonSerializer.Deserialize(json, RunRecordContext.Default.RunRecordVersion) is not { SchemaVersion: var version })
                return new(null, "This is not a run record.");
            if (version != SchemaVersion)
                return new(null, $"This run record has schema version {version}; this version of adaptlab reads {SchemaVersion}. Run the comparison again.");

            var record = JsonSerializer.Deserialize(json, RunRecordContext.Default.RunRecord);
            var problem = record is null ? "This is not a run record." : RunRecordChecks.FirstProblem(record);
            return problem is null ? new(record, null) : new(null, problem);
        }
        catch (JsonException error)
        {
            // What follows the reason is the reader's own way of naming the place.
            return new(null, $"This is not a run record: {error.Message.Split(" Path: ")[0]}");
        }
    }
}

/// <summary>What reading a file gave: exactly one of the two is set.</summary>
public readonly record struct RunRecordReading(RunRecord? Record, string? Error);

/// <summary>Read first, so that a record of another version is named as such and not as a list of missing members.</summary>
internal sealed record RunRecordVersion(int SchemaVersion);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(PredictionConverter)])]
[JsonSerializable(typeof(RunRecord))]
[JsonSerializable(typeof(RunRecordVersion))]
internal sealed partial class RunRecordContext : JsonSerializerContext;

/// <summary>Of its own, since a converter cannot ask for the context that it is part of.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(WrittenAnswer))]
internal sealed partial class WrittenAnswerContext : JsonSerializerContext;

/// <summary>A prediction as [label, probability, probability, …], for a record holds tens of thousands of them; a written answer as an object.</summary>
internal sealed class PredictionConverter : JsonConverter<Prediction>
{
    public override Prediction Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
            return new Prediction(JsonSerializer.Deserialize(ref reader, WrittenAnswerContext.Default.WrittenAnswer) ?? throw new JsonException("A written answer is an object."));
        if (reader.TokenType != JsonTokenType.StartArray || !reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var label))
            throw new JsonException("A prediction is a list: the label's index, then the probabilities.");

        var probabilities = ImmutableArray.CreateBuilder<float>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetSingle(out var probability))
                throw new JsonException("A probability is a number.");
            probabilities.Add(probability);
        }

        return new Prediction(label, probabilities.ToImmutable());
    }

    public override void Write(Utf8JsonWriter writer, Prediction value, JsonSerializerOptions options)
    {
        if (value.Written is { } written)
        {
            JsonSerializer.Serialize(writer, written, WrittenAnswerContext.Default.WrittenAnswer);
            return;
        }

        writer.WriteStartArray();
        writer.WriteNumberValue(value.Label);
        foreach (var probability in value.Probabilities)
            writer.WriteNumberValue(probability);
        writer.WriteEndArray();
    }
}
