namespace Pipelines.Spec;

/// <summary>A stage that makes a tokenizer.</summary>
/// <param name="Name">the stage's name</param>
/// <param name="Vocab">number of tokens, special ones included</param>
public abstract record TokenizerStageSpec(string Name, int Vocab) : StageSpec(Name);
