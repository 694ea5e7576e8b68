namespace Pipelines.Tracking.Tests;

public sealed class Rules
{
    [Theory]
    [InlineData("train/loss")]
    [InlineData("optimizer.adamw.lr")]
    [InlineData("a b-c_d")]
    public void Plain_keys_are_accepted(string key) => TrackingRules.Problem(key).ShouldBeNull();

    [Theory]
    [InlineData("", "a key is empty")]
    [InlineData("a:b", "key 'a:b' has ':'; letters, digits, '_', '/', '-', '.' and spaces are allowed")]
    [InlineData("größe", "key 'größe' has 'ö'; letters, digits, '_', '/', '-', '.' and spaces are allowed")]
    [InlineData("../up", "key '../up' is not a plain relative path")]
    [InlineData("/root", "key '/root' is not a plain relative path")]
    [InlineData("a//b", "key 'a//b' is not a plain relative path")]
    public void Other_keys_are_refused_with_the_reason(string key, string reason) => TrackingRules.Problem(key).ShouldBe(reason);

    [Fact]
    public void A_key_has_at_most_250_characters()
    {
        TrackingRules.Problem(new string('k', 250)).ShouldBeNull();
        TrackingRules.Problem(new string('k', 251)).ShouldNotBeNull().ShouldContain("251 characters; at most 250");
    }

    [Fact]
    public void An_experiment_has_a_name_of_at_most_500_characters()
    {
        TrackingRules.CheckExperiment(new string('e', 500));
        Should.Throw<TrackingException>(() => TrackingRules.CheckExperiment(new string('e', 501)));
        Should.Throw<TrackingException>(() => TrackingRules.CheckExperiment(" "));
    }

    [Fact]
    public void A_long_value_is_cut_with_a_mark()
    {
        TrackingRules.Cut("short", 6).ShouldBe("short");
        TrackingRules.Cut("longer than that", 6).ShouldBe("longe…");
    }
}
