using System.Globalization;
using Pipelines.Spec;

namespace Pipelines.Data;

/// <summary>
/// Questions about the members of the SDK's reference documentation, each with its answer and with that of a neighbour: of a member of the
/// same type of which the same is asked. Only pairs whose right answer has more words of the question are given, so that each
/// can be decided from what is there; and as every answer is right once and wrong at another time, only so.
/// </summary>
internal sealed class DotnetDocsPreferencesSource(DotnetDocsPreferencesSpec spec, IReadOnlyList<SourceFile> files) : ExampleSource(spec)
{
    private protected override IReadOnlyList<SourceFile> Files => files;

    private protected override string Reading => string.Create(CultureInfo.InvariantCulture, $"dotnet-docs-preferences 1 {spec.Examples}");

    private protected override string SplitBy(Example example) => example.Place.Split('(', '~')[0];

    private protected override IEnumerable<Example> Read()
    {
        var groups = DocsQuestionList.Read(Name, files).GroupBy(question => (question.Owner, question.Kind));
        return EvenChoice.Of([.. groups.SelectMany(group => Pairs([.. group]))], spec.Examples);
    }

    /// <summary>Each question with the answer of the next neighbour that will do.</summary>
    private static IEnumerable<Example> Pairs(IReadOnlyList<DocsQuestion> neighbours)
    {
        for (var i = 0; i < neighbours.Count; i++)
        {
            var question = neighbours[i];
            var words = WordStems.Of(question.Question);
            var own = WordStems.Of(question.Answer).Count(words.Contains);
            var others = Enumerable.Range(1, neighbours.Count - 1).Select(offset => neighbours[(i + offset) % neighbours.Count]);
            var other = others.FirstOrDefault(other => other.Path != question.Path
                && other.Answer != question.Answer
                && WordStems.Of(other.Answer).Count(words.Contains) < own);
            if (other is null) continue;
            yield return new PreferenceExample(
                question.Member, [new("user", question.Question)], new("assistant", question.Answer), new("assistant", other.Answer), null);
        }
    }
}
