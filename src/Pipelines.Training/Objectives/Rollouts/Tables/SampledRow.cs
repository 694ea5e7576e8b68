using System.Text.Json;

namespace Pipelines.Training;

/// <summary>An answer as people look at it, with what was said of it.</summary>
/// <param name="Round">the round, counted from 0</param>
/// <param name="Group">answers with the same number are to the same prompt</param>
/// <param name="Prompt">the last turn of the prompt, cut where it is long</param>
/// <param name="Answer">the answer, cut where it is long</param>
/// <param name="Tokens">its length</param>
/// <param name="Ended">whether it ended by itself</param>
/// <param name="Reward">the weighted sum</param>
/// <param name="Advantage">how much better it was than expected; where tokens have their own, their mean</param>
/// <param name="Parts">what each part of the reward said, before its weight, and why</param>
public sealed record SampledRow(
    long Round,
    int Group,
    string Prompt,
    string Answer,
    int Tokens,
    bool Ended,
    double Reward,
    double Advantage,
    IReadOnlyList<(string Name, double Reward, string? Reason)> Parts)
{
    /// <summary>It as one line of JSON.</summary>
    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("round", Round);
        json.WriteNumber("group", Group);
        json.WriteString("prompt", Prompt);
        json.WriteString("answer", Answer);
        json.WriteNumber("tokens", Tokens);
        json.WriteBoolean("ended", Ended);
        json.WriteNumber("reward", Reward);
        json.WriteNumber("advantage", Advantage);
        json.WriteStartArray("parts");
        foreach (var (name, reward, reason) in Parts)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteNumber("reward", reward);
            if (reason is not null) json.WriteString("reason", reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">it is not JSON</exception>
    internal static SampledRow Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        var json = document.RootElement;
        return new SampledRow(
            json.GetProperty("round").GetInt64(),
            json.GetProperty("group").GetInt32(),
            json.GetProperty("prompt").GetString()!,
            json.GetProperty("answer").GetString()!,
            json.GetProperty("tokens").GetInt32(),
            json.GetProperty("ended").GetBoolean(),
            json.GetProperty("reward").GetDouble(),
            json.GetProperty("advantage").GetDouble(),
            [
                .. json.GetProperty("parts").EnumerateArray().Select(part => (
                    part.GetProperty("name").GetString()!,
                    part.GetProperty("reward").GetDouble(),
                    part.TryGetProperty("reason", out var reason) ? reason.GetString() : null)),
            ]);
    }
}
