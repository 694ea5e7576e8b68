namespace Pipelines.Data;

/// <summary>
/// The questions that the documentation of a member answers: what it does, what it returns, what one of its parameters is, when it throws.
/// The wording is drawn by a hash of the member's name.
/// </summary>
internal static class DocsQuestions
{
    /// <summary>Longest name in a question, in characters.</summary>
    private const int LongestName = 90;

    private static readonly Dictionary<DocsQuestionKind, string[]> Wordings = new()
    {
        [DocsQuestionKind.Type] = ["What is {0}?", "What is {0} for?", "Describe {0}."],
        [DocsQuestionKind.Method] = ["What does {0} do?", "What happens when I call {0}?", "Describe {0}."],
        [DocsQuestionKind.Property] = ["What is {0}?", "What does {0} stand for?", "Describe {0}."],
        [DocsQuestionKind.Result] = ["What does {0} return?", "What is the result of {0}?", "What do I get from {0}?"],
        [DocsQuestionKind.Parameter] = ["What is {1} in {0}?", "What is the parameter {1} of {0}?", "What do I pass as {1} to {0}?"],
        [DocsQuestionKind.Exception] = ["When does {0} throw {1}?", "Why would {0} throw {1}?", "What makes {0} throw {1}?"],
    };

    /// <summary>The questions about a member; none about one with a long name, or of which nothing is said in a plain sentence.</summary>
    public static IEnumerable<DocsQuestion> Of(MemberDocumentation member, MemberNames names)
    {
        var name = Name(member, names);
        if (name.Length > LongestName || name.Contains("op_", StringComparison.Ordinal) || IsExplicit(member)) yield break;
        var hash = (ulong)SourceHash.OfText(member.Id);
        if (About(member) is { } about && PlainSentence.First(member.Summary) is { } summary) yield return Ask(about, "", summary);
        if (member.Id[0] != 'M') yield break;
        if (PlainSentence.First(member.Result) is { } result) yield return Ask(DocsQuestionKind.Result, "", result);
        if (Drawn(member.Parameters, hash) is { } parameter && PlainSentence.First(parameter.Text) is { } meaning)
            yield return Ask(DocsQuestionKind.Parameter, parameter.Name, meaning);
        if (Drawn(member.Exceptions, hash) is { } exception && PlainSentence.When(exception.Text) is { } when)
            yield return Ask(DocsQuestionKind.Exception, exception.Name, when);

        DocsQuestion Ask(DocsQuestionKind kind, string part, string answer)
        {
            var wordings = Wordings[kind];
            return new(member.Id, kind, string.Format(null, wordings[(int)(hash % (ulong)wordings.Length)], name, part), answer);
        }
    }

    /// <summary>Whether it implements an interface's member under that one's name, which nobody calls it by.</summary>
    private static bool IsExplicit(MemberDocumentation member) => member.Id.Replace("#ctor", "", StringComparison.Ordinal).Contains('#');

    private static (string Name, string Text)? Drawn(IReadOnlyList<(string Name, string Text)> choices, ulong hash) =>
        choices.Count == 0 ? null : choices[(int)(hash % (ulong)choices.Count)];

    /// <summary>What the summary says of a member; null for a constructor, of which all say the same.</summary>
    private static DocsQuestionKind? About(MemberDocumentation member) => member.Id[0] switch
    {
        'T' => DocsQuestionKind.Type,
        'M' => member.Id.Contains(".#ctor", StringComparison.Ordinal) ? null : DocsQuestionKind.Method,
        _ => DocsQuestionKind.Property,
    };

    /// <summary>The name that a question calls the member by: with its parameters, without its namespace.</summary>
    private static string Name(MemberDocumentation member, MemberNames names)
    {
        var signature = names.Signature(member.Id, [.. member.Parameters.Select(parameter => parameter.Name)], member.TypeParameters);
        var isNew = signature.StartsWith("new ", StringComparison.Ordinal);
        if (isNew) signature = signature[4..];
        var kept = member.Id[0] == 'T' ? 1 : 2;
        var start = 0;
        for (var dots = member.Id.Split('(', '~')[0].Count('.'.Equals); dots >= kept; dots--) start = signature.IndexOf('.', start) + 1;
        return (isNew ? "new " : "") + signature[start..];
    }
}
