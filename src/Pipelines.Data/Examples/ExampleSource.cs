using System.Globalization;
using Pipelines.Spec;

namespace Pipelines.Data;

/// <summary>Examples of one source of a pipeline, in an order that is the same every time, each once.</summary>
public abstract class ExampleSource
{
    private readonly double validation;

    private protected ExampleSource(DataSpec spec)
    {
        Name = spec.Name;
        validation = spec.Validation;
    }

    /// <summary>The source's name under <c>data:</c>.</summary>
    public string Name { get; }

    /// <summary>The rows that are no examples, of the last time that the examples were read.</summary>
    public virtual IReadOnlyList<RejectedRow> Rejected => [];

    /// <summary>Opens the source that <paramref name="spec"/> describes.</summary>
    /// <param name="spec">the source</param>
    /// <param name="baseDirectory">the folder of the pipeline file, to which paths are relative</param>
    /// <exception cref="DataSourceException">no file is there, or it is a source of documents</exception>
    public static ExampleSource Open(DataSpec spec, string baseDirectory) => spec switch
    {
        JsonLinesSpec { Format: not ExampleFormat.Text } lines =>
            new JsonLinesExamples(lines, FileGlob.Expand(lines.Name, lines.Files, baseDirectory)),
        DotnetDocsQuestionsSpec docs => new DotnetDocsQuestionsSource(docs, DotnetRoot.Files(docs, DotnetRoot.Candidates())),
        DotnetDocsPreferencesSpec docs => new DotnetDocsPreferencesSource(docs, DotnetRoot.Files(docs, DotnetRoot.Candidates())),
        SqlDataSpec sql => new SqlSource(sql),
        ArithmeticDataSpec arithmetic => new ArithmeticSource(arithmetic),
        _ => throw new DataSourceException(
            $"data '{spec.Name}' holds documents, and examples are needed: conversations, instructions, preferences or prompts"),
    };

    /// <summary>
    /// The examples, read as they are enumerated. Of equal examples only the first is given, so that none is in both training and
    /// validation.
    /// </summary>
    /// <exception cref="DataSourceException">while enumerating: a file cannot be read, or none of its rows is an example</exception>
    public IEnumerable<Example> Examples()
    {
        var seen = new HashSet<UInt128>();
        foreach (var example in Read())
        {
            if (seen.Add(SourceHash.OfText(ExampleText.Of(example)))) yield return example;
        }
    }

    /// <summary>Whether an example is held out: decided by a hash of what it says, so that a grown source keeps its split.</summary>
    public bool IsValidation(Example example) => SourceHash.IsHeldOut(SplitBy(example), validation);

    /// <summary>A hash, 64 hexadecimal digits, that changes when the files' content, the way of reading them or the split does.</summary>
    /// <exception cref="DataSourceException">a file cannot be read</exception>
    public string Fingerprint() => SourceHash.OfFiles(Name, Files, Reading, validation.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>The files that examples are made from, in order; none where they are made from nothing.</summary>
    private protected virtual IReadOnlyList<SourceFile> Files => [];

    /// <summary>What of the settings, and of the way of reading, decides the examples.</summary>
    private protected abstract string Reading { get; }

    /// <summary>What decides whether an example is held out.</summary>
    private protected virtual string SplitBy(Example example) => ExampleText.Of(example);

    /// <summary>The examples, equal ones included.</summary>
    private protected abstract IEnumerable<Example> Read();
}
