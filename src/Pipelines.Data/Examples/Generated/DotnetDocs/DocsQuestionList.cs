namespace Pipelines.Data;

/// <summary>All questions about the documentation's members.</summary>
internal static class DocsQuestionList
{
    /// <summary>Most questions with the same answer, as families of overloads and operators have it.</summary>
    private const int MostAlike = 3;

    /// <summary>The questions in order of files and members, each once.</summary>
    /// <param name="data">the source's name, for messages</param>
    /// <param name="files">the documentation</param>
    /// <exception cref="DataSourceException">while enumerating: a file cannot be read, or is something else</exception>
    public static IEnumerable<DocsQuestion> Read(string data, IReadOnlyList<SourceFile> files)
    {
        var asked = new HashSet<string>();
        var answered = new Dictionary<string, int>();
        foreach (var question in new DocumentedMembers(data, files).Read(DocsQuestions.Of))
        {
            var alike = answered.GetValueOrDefault(question.Answer);
            if (alike == MostAlike || !asked.Add(question.Question)) continue;
            answered[question.Answer] = alike + 1;
            yield return question;
        }
    }
}
