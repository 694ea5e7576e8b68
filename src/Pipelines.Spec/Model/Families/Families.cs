namespace Pipelines.Spec;

/// <summary>Every family that has a preset. A new one is a file of its own, and a line here.</summary>
public static class Families
{
    /// <summary>All of them, in the order in which they are documented.</summary>
    internal static IReadOnlyList<FamilyDefinition> All { get; } =
    [
        LlamaFamily.Definition,
        Gpt2Family.Definition,
        MistralFamily.Definition,
        Qwen2Family.Definition,
        Qwen3Family.Definition,
        Gemma2Family.Definition,
        Gemma3Family.Definition,
        Phi3Family.Definition,
        Olmo2Family.Definition,
        SmolLM3Family.Definition,
        GraniteFamily.Definition,
        MixtralFamily.Definition,
        Qwen3MoeFamily.Definition,
        GptOssFamily.Definition,
        DeepSeekV3Family.Definition,
        MambaFamily.Definition,
        Mamba2Family.Definition,
        JambaFamily.Definition,
        BambaFamily.Definition,
        BertFamily.Definition,
    ];

    /// <summary>
    /// The word that <c>family:</c> takes, which most often is Hugging Face's <c>model_type</c>; null for <see cref="Family.Composed"/>.
    /// </summary>
    public static string? Word(Family family) => Find(family)?.Word;

    /// <summary>The family of a word, or null.</summary>
    /// <param name="word">what <c>family:</c> says</param>
    public static Family? Named(string word) => Find(word)?.Family;

    /// <summary>What is known of a family; null for <see cref="Family.Composed"/>.</summary>
    internal static FamilyDefinition? Find(Family family) => All.FirstOrDefault(definition => definition.Family == family);

    /// <summary>What is known of the family of a word, or null.</summary>
    internal static FamilyDefinition? Find(string word) => All.FirstOrDefault(definition => definition.Word == word);
}
