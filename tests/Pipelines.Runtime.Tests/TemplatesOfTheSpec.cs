using Pipelines.Spec;
using Pipelines.Tokenizers;

namespace Pipelines.Runtime.Tests;

/// <summary>What the build knows of chat templates without reading them.</summary>
public sealed class TemplatesOfTheSpec
{
    [Fact]
    public void Are_those_that_are_built_in() => BuiltInTemplates.Words.ShouldBe(ChatTemplate.BuiltIns);

    [Fact]
    public void Need_the_tokens_that_they_write()
    {
        foreach (var word in BuiltInTemplates.Words)
            BuiltInTemplates.TokensOf(word).ShouldBe(ChatTemplate.BuiltIn(word).SpecialTokens, word);
    }
}
