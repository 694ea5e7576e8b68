namespace Pipelines.Tracking.Tests.Registry;

public sealed class ModelUris
{
    [Fact]
    public void Name_a_version_by_number_alias_or_as_the_latest()
    {
        ModelUri.Parse("models:/assistant/3").ShouldBe(new ModelUri("assistant", 3, null));
        ModelUri.Parse("models:/my assistant@champion").ShouldBe(new ModelUri("my assistant", null, "champion"));
        ModelUri.Parse("models:/assistant/latest").ShouldBe(new ModelUri("assistant", null, null));
    }

    [Theory]
    [InlineData("assistant")]
    [InlineData("models:/")]
    [InlineData("models:/assistant")]
    [InlineData("models:/assistant/")]
    [InlineData("models:/assistant@")]
    [InlineData("models:/@champion")]
    [InlineData("models:/assistant/champion")]
    [InlineData("models:/assistant/0")]
    [InlineData("models:/assistant/-1")]
    [InlineData("models:/assistant/3/4")]
    [InlineData("models:/assistant@a/b")]
    [InlineData("models:/assistant@3")]
    [InlineData("models:/a:b/3")]
    [InlineData("models://host/assistant/3")]
    [InlineData("models:/assistant/99999999999999999999")]
    public void Are_refused_where_they_name_none(string text) =>
        Should.Throw<TrackingException>(() => ModelUri.Parse(text)).Message.ShouldContain($"'{text}'");

    [Fact]
    public void Are_written_as_they_are_read()
    {
        var random = new Random(7);
        const string Letters = "abcXYZ019_-. ";
        for (var i = 0; i < 500; i++)
        {
            var name = "m" + string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Letters[random.Next(Letters.Length)]));
            var uri = random.Next(3) switch
            {
                0 => new ModelUri(name, random.NextInt64(1, long.MaxValue), null),
                1 => new ModelUri(name, null, "a" + string.Concat(Enumerable.Range(0, 5).Select(_ => Letters[random.Next(11)]))),
                _ => new ModelUri(name, null, null),
            };
            ModelUri.Parse(uri.ToString()).ShouldBe(uri);
        }
    }

    [Theory]
    [InlineData("latest")]
    [InlineData("3")]
    [InlineData("v3")]
    [InlineData("best of all")]
    [InlineData("")]
    public void Aliases_are_words_that_are_no_version(string alias) => RegistryRules.ProblemOfAlias(alias).ShouldNotBeNull();

    [Fact]
    public void Names_have_at_most_250_characters()
    {
        RegistryRules.ProblemOfName(new string('m', 250)).ShouldBeNull();
        RegistryRules.ProblemOfName(new string('m', 251)).ShouldNotBeNull();
        RegistryRules.ProblemOfAlias("champion").ShouldBeNull();
    }
}
