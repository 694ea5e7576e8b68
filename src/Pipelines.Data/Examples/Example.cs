namespace Pipelines.Data;

/// <summary>Something to learn an answer from, or to be asked for one.</summary>
/// <param name="Place">where it comes from, the same on every machine: <c>train.jsonl(12)</c>, or the name of a member</param>
public abstract record Example(string Place)
{
    /// <summary>It as a conversation that ends in an answer to learn; null when it has none.</summary>
    public virtual ConversationExample? ToConversation() => null;

    /// <summary>It as a prompt to answer, with the answer that it knows as the field <c>answer</c>; null when it has no turns.</summary>
    public virtual PromptExample? ToPrompt() => null;

    /// <summary>It as a choice between answers, one of them right; null when it does not have several.</summary>
    public virtual ChoiceExample? ToChoice() => null;
}
