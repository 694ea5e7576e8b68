using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pipelines.Formats;

namespace Pipelines.Training;

/// <summary>
/// Some groups of answers of some rounds, for people to look at: <c>samples.jsonl</c>, an answer a line, and <c>samples.md</c>. However
/// long the run, there are at most 20 rounds with 16 answers, or one group where that is larger. A run that goes on from a checkpoint
/// goes on with the table.
/// </summary>
public sealed class SampleTable
{
    /// <summary>The table, an answer a line.</summary>
    public const string JsonLinesFile = "samples.jsonl";

    /// <summary>The table for reading.</summary>
    public const string MarkdownFile = "samples.md";

    private const int MostRounds = 20;
    private const int MostAnswers = 16;
    private const int MostCharacters = 2000;

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string folder;
    private readonly long every, rounds;
    private readonly int group;
    private readonly List<SampledRow> rows;

    /// <summary>Goes on with the table in a folder, or begins one.</summary>
    /// <param name="folder">where the files lie; exists</param>
    /// <param name="rounds">rounds of the whole run</param>
    /// <param name="group">answers to each prompt</param>
    /// <exception cref="IOException">the table there cannot be read</exception>
    /// <exception cref="JsonException">the table there is no table</exception>
    public SampleTable(string folder, long rounds, int group)
    {
        (this.folder, this.rounds, this.group) = (folder, rounds, group);
        every = Math.Max(1, (rounds + MostRounds - 2) / (MostRounds - 1));
        var path = Path.Combine(folder, JsonLinesFile);
        rows = File.Exists(path) ? [.. File.ReadLines(path).Select(SampledRow.Read)] : [];
    }

    /// <summary>Its rows, round after round.</summary>
    public IReadOnlyList<SampledRow> Rows => rows;

    /// <summary>Takes a round, if it is one of those that are kept; what was kept of it and of later ones before is replaced.</summary>
    /// <exception cref="IOException">the files cannot be written; those there before are whole</exception>
    public void Take(long index, Round round)
    {
        if (index % every != 0 && index != rounds - 1) return;
        rows.RemoveAll(row => row.Round >= index);
        var answers = Math.Min(round.Rollout.Answers.Count, Math.Max(1, MostAnswers / group) * group);
        for (var i = 0; i < answers; i++) rows.Add(Row(index, round, i));
        AtomicFile.Write(Path.Combine(folder, JsonLinesFile), WriteJsonLines);
        AtomicFile.Write(Path.Combine(folder, MarkdownFile), stream => stream.Write(Encoding.UTF8.GetBytes(SampleMarkdown.Of(rows))));
    }

    /// <summary>Copies the files as they are into another folder, which has none of their names.</summary>
    /// <exception cref="IOException">they cannot be copied</exception>
    public void CopyTo(string other)
    {
        foreach (var name in new[] { JsonLinesFile, MarkdownFile }) File.Copy(Path.Combine(folder, name), Path.Combine(other, name));
    }

    private SampledRow Row(long index, Round round, int i)
    {
        var (answer, score) = (round.Rollout.Answers[i], round.Rollout.Scores[i]);
        var turns = answer.Prompt.Example.Prompt;
        return new SampledRow(
            index, i / group, Cut(turns.Count == 0 ? "" : turns[^1].Content), Cut(answer.Text), answer.Tokens.Length, answer.Ended,
            score.Reward, round.AnswerAdvantages[i],
            [.. round.Rollout.RewardNames.Zip(score.Parts, (name, verdict) => (name, verdict.Reward, verdict.Reason))]);
    }

    private void WriteJsonLines(Stream stream)
    {
        foreach (var row in rows)
        {
            using (var json = new Utf8JsonWriter(stream, Readable)) row.Write(json);
            stream.WriteByte((byte)'\n');
        }
    }

    private static string Cut(string text) => text.Length <= MostCharacters ? text : text[..MostCharacters] + " …";
}
