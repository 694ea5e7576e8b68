using System.Text.Json;

namespace Pipelines.Training;

/// <summary>
/// All that a run needs besides weights and moments to go on as if it had not stopped. Data order, dropout and learning rate are
/// functions of the seed and the step, so the step is their state; what a batch source carries besides is kept by name.
/// </summary>
/// <param name="Step">optimizer steps done</param>
/// <param name="Seed">of data order and dropout</param>
/// <param name="Settings">what the run was asked to do; a run with others does not go on from here</param>
/// <param name="Tokens">targets trained on so far</param>
/// <param name="Seconds">time trained so far</param>
/// <param name="Evaluation">the evaluation at this step, or null when there was none</param>
/// <param name="Best">the best evaluation so far, or null</param>
/// <param name="LossMean">running mean of the loss, for the detection of spikes</param>
/// <param name="LossVariance">its running variance</param>
/// <param name="Carried">what the batch source carries from step to step, by name</param>
public sealed record TrainingState(
    long Step,
    long Seed,
    IReadOnlyDictionary<string, string> Settings,
    long Tokens,
    double Seconds,
    Evaluation? Evaluation,
    BestEvaluation? Best,
    double LossMean,
    double LossVariance,
    IReadOnlyDictionary<string, double> Carried)
{
    /// <summary>Version of the checkpoint's format; one of another version is not read.</summary>
    public const int FormatVersion = 1;

    /// <summary>Writes it as indented JSON.</summary>
    public void Write(Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("format", FormatVersion);
        json.WriteNumber("step", Step);
        json.WriteNumber("seed", Seed);
        json.WriteNumber("tokens", Tokens);
        json.WriteNumber("seconds", Seconds);
        if (Evaluation is not null)
        {
            json.WriteStartObject("evaluation");
            Write(json, Evaluation);
            json.WriteEndObject();
        }

        if (Best is not null)
        {
            json.WriteStartObject("best");
            json.WriteNumber("step", Best.Step);
            Write(json, Best.Evaluation);
            json.WriteEndObject();
        }

        json.WriteStartObject("loss");
        json.WriteNumber("mean", LossMean);
        json.WriteNumber("variance", LossVariance);
        json.WriteEndObject();
        if (Carried.Count > 0)
        {
            json.WriteStartObject("carried");
            foreach (var (name, value) in Carried.OrderBy(entry => entry.Key, StringComparer.Ordinal)) json.WriteNumber(name, value);
            json.WriteEndObject();
        }

        json.WriteStartObject("settings");
        foreach (var (name, value) in Settings.OrderBy(setting => setting.Key, StringComparer.Ordinal)) json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write(Stream)"/> wrote.</summary>
    /// <exception cref="InvalidDataException">it is of another format version</exception>
    /// <exception cref="JsonException">it is not JSON</exception>
    public static TrainingState Read(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8);
        var json = document.RootElement;
        var format = json.GetProperty("format").GetInt32();
        if (format != FormatVersion)
            throw new InvalidDataException($"is a checkpoint of format {format}, and this program reads format {FormatVersion}");
        return new TrainingState(
            json.GetProperty("step").GetInt64(),
            json.GetProperty("seed").GetInt64(),
            json.GetProperty("settings").EnumerateObject().ToDictionary(setting => setting.Name, setting => setting.Value.GetString()!),
            json.GetProperty("tokens").GetInt64(),
            json.GetProperty("seconds").GetDouble(),
            json.TryGetProperty("evaluation", out var evaluation) ? ReadEvaluation(evaluation) : null,
            json.TryGetProperty("best", out var best)
                ? new BestEvaluation(best.GetProperty("step").GetInt64(), ReadEvaluation(best))
                : null,
            json.GetProperty("loss").GetProperty("mean").GetDouble(),
            json.GetProperty("loss").GetProperty("variance").GetDouble(),
            json.TryGetProperty("carried", out var carried)
                ? carried.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetDouble())
                : []);
    }

    private static void Write(Utf8JsonWriter json, Evaluation evaluation)
    {
        json.WriteNumber("nats", evaluation.Nats);
        json.WriteNumber("tokens", evaluation.Tokens);
        json.WriteNumber("bytes", evaluation.Bytes);
        if (evaluation.Measures.Count == 0) return;
        json.WriteStartObject("measures");
        foreach (var (name, value) in evaluation.Measures.OrderBy(measure => measure.Key, StringComparer.Ordinal))
            if (double.IsFinite(value)) json.WriteNumber(name, value);
        json.WriteEndObject();
    }

    private static Evaluation ReadEvaluation(JsonElement json)
    {
        var evaluation = new Evaluation(
            json.GetProperty("nats").GetDouble(), json.GetProperty("tokens").GetInt64(), json.GetProperty("bytes").GetInt64());
        return json.TryGetProperty("measures", out var measures)
            ? evaluation with { Measures = measures.EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetDouble()) }
            : evaluation;
    }
}

/// <summary>An evaluation that none before it beat.</summary>
/// <param name="Step">optimizer steps done when it was made</param>
/// <param name="Evaluation">what it found</param>
public sealed record BestEvaluation(long Step, Evaluation Evaluation);
