namespace Pipelines.Data;

/// <summary>A question about a member of the documentation, and what the documentation says.</summary>
/// <param name="Member">the member as the documentation names it</param>
/// <param name="Kind">what is asked</param>
/// <param name="Question">the question</param>
/// <param name="Answer">a sentence</param>
internal sealed record DocsQuestion(string Member, DocsQuestionKind Kind, string Question, string Answer)
{
    /// <summary>The member's whole name without its parameters, which its overloads share: <c>System.String.Trim</c>.</summary>
    public string Path => Member[2..].Split('(', '~')[0];

    /// <summary>The type that the member is of; of a type the namespace.</summary>
    public string Owner => Path.LastIndexOf('.') is > 0 and var dot ? Path[..dot] : Path;

    /// <summary>It as an example.</summary>
    public ConversationExample ToExample() => new(Member, [new("user", Question), new("assistant", Answer)], []);
}

/// <summary>What can be asked about a member.</summary>
internal enum DocsQuestionKind
{
    /// <summary>What a type is.</summary>
    Type,

    /// <summary>What a method does.</summary>
    Method,

    /// <summary>What a property, field or event is.</summary>
    Property,

    /// <summary>What a method returns.</summary>
    Result,

    /// <summary>What a parameter is.</summary>
    Parameter,

    /// <summary>When an exception is thrown.</summary>
    Exception,
}
