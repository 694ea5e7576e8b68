namespace Pipelines.Spec;

/// <summary>What a data source gives.</summary>
[Flags]
internal enum ExampleForms
{
    /// <summary>Texts to predict.</summary>
    Documents = 1,

    /// <summary>Turns that end in an answer.</summary>
    Conversations = 2,

    /// <summary>A text and how it goes on, without turns.</summary>
    Completions = 4,

    /// <summary>Turns and two answers, of which one is better.</summary>
    Preferences = 8,

    /// <summary>Turns to answer, and what verifiers read.</summary>
    Prompts = 16,

    /// <summary>Turns and several answers, of which one is right.</summary>
    Choices = 32,

    /// <summary>What has an answer to learn.</summary>
    Answered = Conversations | Completions | Preferences | Prompts | Choices,

    /// <summary>What has turns to answer.</summary>
    Asking = Conversations | Preferences | Prompts | Choices,

    /// <summary>What has answers to choose between.</summary>
    Choosing = Preferences | Choices,
}

/// <summary>What is known of a source before it is read.</summary>
internal static class ExampleFormsOf
{
    /// <summary>What it gives; everything where only its files tell.</summary>
    public static ExampleForms Source(DataSpec data) => data switch
    {
        DotnetDocsQuestionsSpec => ExampleForms.Conversations,
        DotnetDocsPreferencesSpec => ExampleForms.Preferences,
        ArithmeticDataSpec or SqlDataSpec => ExampleForms.Prompts,
        JsonLinesSpec lines => Format(lines.Format),
        _ => ExampleForms.Documents,
    };

    /// <summary>The fields that its prompts have; null where only its files tell.</summary>
    public static IReadOnlyList<string>? Fields(DataSpec data) => data switch
    {
        SqlDataSpec => ["answer", "database", "query"],
        JsonLinesSpec { Format: ExampleFormat.Auto or ExampleFormat.Prompt } => null,
        _ => ["answer"],
    };

    /// <summary>What a message calls what it gives: <c>documents</c>.</summary>
    public static string Words(ExampleForms forms) => forms switch
    {
        ExampleForms.Documents => "documents",
        ExampleForms.Conversations => "conversations",
        ExampleForms.Completions => "completions",
        ExampleForms.Preferences => "pairs of answers",
        ExampleForms.Prompts => "prompts",
        ExampleForms.Choices => "choices",
        ExampleForms.Choosing => "pairs or choices of answers",
        ExampleForms.Answered => "conversations, completions, pairs or prompts with an answer",
        _ => "prompts, conversations or pairs",
    };

    private static ExampleForms Format(ExampleFormat format) => format switch
    {
        ExampleFormat.Text => ExampleForms.Documents,
        ExampleFormat.Chat or ExampleFormat.Instruction => ExampleForms.Conversations,
        ExampleFormat.Completion => ExampleForms.Completions,
        ExampleFormat.Preference => ExampleForms.Preferences,
        ExampleFormat.Choice => ExampleForms.Choices,
        ExampleFormat.Prompt => ExampleForms.Prompts,
        _ => ExampleForms.Documents | ExampleForms.Answered,
    };
}
