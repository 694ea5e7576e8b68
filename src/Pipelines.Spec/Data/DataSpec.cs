namespace Pipelines.Spec;

/// <summary>A source of documents.</summary>
/// <param name="Name">its name under <c>data:</c></param>
/// <param name="Validation">the fraction of documents held out, in [0, 1)</param>
public abstract record DataSpec(string Name, double Validation);

/// <summary>The reference documentation of the machine's .NET SDK: <c>source: dotnet-docs</c>.</summary>
public sealed record DotnetDocsSpec(string Name, double Validation) : DataSpec(Name, Validation);

/// <summary>Plain text files, one document a file: <c>source: text</c>.</summary>
/// <param name="Files">paths or globs, relative to the pipeline file</param>
/// <param name="Separator">splits a file into documents, or null for one document a file</param>
public sealed record TextSpec(string Name, double Validation, EquatableArray<string> Files, string? Separator)
    : DataSpec(Name, Validation);

/// <summary>JSON lines, one document a line: <c>source: jsonl</c>.</summary>
/// <param name="Files">paths or globs, relative to the pipeline file</param>
/// <param name="Field">the member that holds the text of a document</param>
/// <param name="Format">what a line holds</param>
public sealed record JsonLinesSpec(string Name, double Validation, EquatableArray<string> Files, string Field, ExampleFormat Format)
    : DataSpec(Name, Validation);

/// <summary>What a line of a file of examples holds.</summary>
public enum ExampleFormat
{
    /// <summary>Whatever the members of the first lines say.</summary>
    Auto,

    /// <summary>A document in one member.</summary>
    Text,

    /// <summary><c>messages</c> with <c>role</c> and <c>content</c>, and <c>tools</c> where there are any.</summary>
    Chat,

    /// <summary><c>instruction</c>, <c>input</c> where there is any, and <c>output</c>.</summary>
    Instruction,

    /// <summary><c>prompt</c> and <c>completion</c>, texts without a template.</summary>
    Completion,

    /// <summary><c>prompt</c>, <c>chosen</c> and <c>rejected</c>, texts or messages.</summary>
    Preference,

    /// <summary><c>prompt</c>, <c>choices</c>, and which of them is the <c>answer</c>.</summary>
    Choice,

    /// <summary><c>prompt</c>, a text or messages, and what verifiers read.</summary>
    Prompt,
}

/// <summary>A source of examples that is no source of documents.</summary>
public abstract record ExampleDataSpec(string Name, double Validation) : DataSpec(Name, Validation);

/// <summary>
/// Questions about the members of the machine's .NET reference documentation, with their answers: <c>source: dotnet-docs-qa</c>.
/// </summary>
/// <param name="Examples">most examples, drawn evenly; 0 for all</param>
public sealed record DotnetDocsQuestionsSpec(string Name, double Validation, int Examples) : ExampleDataSpec(Name, Validation);

/// <summary>Such questions with the right answer and a neighbour's: <c>source: dotnet-docs-preferences</c>.</summary>
/// <param name="Examples">most pairs, drawn evenly; 0 for all</param>
public sealed record DotnetDocsPreferencesSpec(string Name, double Validation, int Examples) : ExampleDataSpec(Name, Validation);

/// <summary>Generated sums, differences and products with their results: <c>source: arithmetic</c>.</summary>
/// <param name="Examples">how many</param>
/// <param name="Digits">most digits of an operand</param>
/// <param name="Operations">some of <c>+ - *</c></param>
/// <param name="Terms">most operands</param>
/// <param name="Seed">of the draws</param>
public sealed record ArithmeticDataSpec(
    string Name, double Validation, int Examples, int Digits, EquatableArray<string> Operations, int Terms, long Seed)
    : ExampleDataSpec(Name, Validation);

/// <summary>Generated questions about small tables, with a query that answers each: <c>source: sql</c>.</summary>
/// <param name="Examples">how many</param>
/// <param name="Seed">of the draws</param>
public sealed record SqlDataSpec(string Name, double Validation, int Examples, long Seed) : ExampleDataSpec(Name, Validation);
