using System.Globalization;
using Pipelines.Spec;

namespace Pipelines.Data;

/// <summary>Questions about the members of the SDK's reference documentation, with the sentences that answer them.</summary>
/// <remarks>Overloads share their side of the split, as they share their answers.</remarks>
internal sealed class DotnetDocsQuestionsSource(DotnetDocsQuestionsSpec spec, IReadOnlyList<SourceFile> files) : ExampleSource(spec)
{
    private protected override IReadOnlyList<SourceFile> Files => files;

    private protected override string Reading => string.Create(CultureInfo.InvariantCulture, $"dotnet-docs-qa 1 {spec.Examples}");

    private protected override string SplitBy(Example example) => example.Place.Split('(', '~')[0];

    private protected override IEnumerable<Example> Read() =>
        EvenChoice.Of([.. DocsQuestionList.Read(Name, files)], spec.Examples).Select(question => question.ToExample());
}
