using Pipelines.Data.Tests.Sources;
using Pipelines.Spec;

namespace Pipelines.Data.Tests.Examples;

public sealed class DocsQuestionsAndPairs : IDisposable
{
    private static readonly Lazy<List<ConversationExample>> Machine = new(() =>
        [.. ExampleSource.Open(new DotnetDocsQuestionsSpec("qa", 0.05, 0), ".").Examples().Cast<ConversationExample>()]);

    private readonly SourceFolder folder = new();

    [Fact]
    public void A_member_is_asked_about_by_the_name_that_people_use()
    {
        var asked = Read("""
            <member name="T:N.Deep.Box`1"><summary>Holds one thing at a time. It is square.</summary><typeparam name="TItem">Its thing.</typeparam></member>
            <member name="M:N.Deep.Box`1.Put(`0,System.Int32)">
              <summary>Puts an item into the box at the index.</summary>
              <param name="item">The item that is put in.</param>
              <returns>The item that was there before.</returns>
              <exception cref="T:System.ArgumentNullException">The item is null. -or- It is too large.</exception>
            </member>
            <member name="P:N.Deep.Box`1.Count"><summary>Gets how many items there are.</summary></member>
            """);
        string[][] named =
        [
            ["Box<TItem>"], ["Box<TItem>.Put(TItem item, int)"], ["Box<TItem>.Put(TItem item, int)"], ["item", "Box<TItem>.Put(TItem item, int)"],
            ["Box<TItem>.Put(TItem item, int)", "ArgumentNullException"], ["Box<TItem>.Count"],
        ];
        asked.Count.ShouldBe(named.Length);
        foreach (var (names, (question, _)) in named.Zip(asked))
        {
            foreach (var name in names) question.ShouldContain(name);
            question.ShouldNotContain("N.Deep");
        }

        asked.Select(pair => pair.Answer).ShouldBe([
            "Holds one thing at a time.", "Puts an item into the box at the index.", "The item that was there before.", "The item that is put in.",
            "When the item is null.", "Gets how many items there are.",
        ]);
    }

    [Theory]
    [InlineData("This API supports the product infrastructure and is not intended to be used.")]
    [InlineData("Short one.")]
    [InlineData("__m128i _mm_add (a, b) and so on.")]
    [InlineData("Initializes a new instance of the class.")]
    public void What_tells_nothing_is_not_asked_about(string summary) =>
        Read($"<member name='P:N.A.B'><summary>{summary}</summary></member>").ShouldBeEmpty();

    [Fact]
    public void Families_of_overloads_are_asked_about_a_few_times()
    {
        var members = Enumerable.Range(0, 10).Select(i => $"<member name='M:N.A.F{i}(System.Int32)'><summary>Does the same as all others.</summary></member>");
        Read(string.Concat(members)).Count.ShouldBe(3);
    }

    [Fact]
    public void Of_many_some_are_drawn_evenly()
    {
        var members = Enumerable.Range(0, 100).Select(i => $"<member name='P:N.A.P{i}'><summary>Gets the thing number {i}.</summary></member>");
        Read(string.Concat(members), examples: 10).Select(pair => pair.Answer).ShouldBe(
            Enumerable.Range(0, 10).Select(i => $"Gets the thing number {i * 10}."));
    }

    [Fact]
    public void The_machines_documentation_gives_tens_of_thousands_of_short_answers()
    {
        var all = Machine.Value;
        all.Count.ShouldBeGreaterThan(30_000);
        all.Select(example => example.Messages[0].Content).Distinct().Count().ShouldBe(all.Count);
        foreach (var example in all)
        {
            var (question, answer) = (example.Messages[0].Content, example.Messages[1].Content);
            question.Length.ShouldBeLessThan(220, question);
            answer.Length.ShouldBeInRange(10, 210, answer);
            (answer.EndsWith('.') && !answer.Contains('\n')).ShouldBeTrue(answer);
        }
    }

    [Fact]
    public void Overloads_are_on_one_side_of_the_split()
    {
        var source = ExampleSource.Open(new DotnetDocsQuestionsSpec("qa", 0.2, 0), ".");
        var sides = Machine.Value.GroupBy(example => example.Place.Split('(', '~')[0]).Select(group => group.Select(source.IsValidation).Distinct().Count());
        sides.ShouldAllBe(count => count == 1);
        Machine.Value.Count(source.IsValidation).ShouldBeInRange(Machine.Value.Count * 15 / 100, Machine.Value.Count * 25 / 100);
    }

    [Fact]
    public void A_pair_sets_the_answer_against_a_neighbours()
    {
        var source = ExampleSource.Open(new DotnetDocsPreferencesSpec("pairs", 0.05, 4_000), ".");
        var pairs = source.Examples().Cast<PreferenceExample>().ToList();
        pairs.Count.ShouldBe(4_000);
        var right = Machine.Value.ToLookup(example => example.Messages[0].Content, example => example.Messages[1].Content);
        foreach (var pair in pairs)
        {
            right[pair.Prompt.Single().Content].ShouldHaveSingleItem().ShouldBe(pair.Chosen.Content);
            pair.Rejected.Content.ShouldNotBe(pair.Chosen.Content);
            var words = WordStems.Of(pair.Prompt[0].Content);
            WordStems.Of(pair.Chosen.Content).Count(words.Contains).ShouldBeGreaterThan(WordStems.Of(pair.Rejected.Content).Count(words.Contains));
        }
    }

    [Fact]
    public void Neither_side_of_a_pair_is_longer_on_the_whole()
    {
        var pairs = ExampleSource.Open(new DotnetDocsPreferencesSpec("pairs", 0, 0), ".").Examples().Cast<PreferenceExample>().ToList();
        var longer = pairs.Count(pair => pair.Chosen.Content.Length > pair.Rejected.Content.Length);
        ((double)longer / pairs.Count).ShouldBeInRange(0.35, 0.65);
    }

    [Theory]
    [InlineData("ReadAllLines", "read all lines")]
    [InlineData("Reads the lines' text", "reads lines text")]
    [InlineData("XMLReader of 12", "xmlreader")]
    public void Words_are_compared_by_their_stems(string text, string words) =>
        WordStems.Of(text).ShouldBe(words.Split(' ').Select(word => word[..Math.Min(5, word.Length)]), ignoreOrder: true);

    private List<(string Question, string Answer)> Read(string members, int examples = 0)
    {
        folder.With("packs/A.Ref/1.0.0/ref/net/a.xml", $"<doc><assembly><name>A</name></assembly><members>{members}</members></doc>");
        var spec = new DotnetDocsQuestionsSpec("qa", 0, examples);
        var source = new DotnetDocsQuestionsSource(spec, DotnetRoot.Files(spec, [folder.Path]));
        return [.. source.Examples().Cast<ConversationExample>().Select(example => (example.Messages[0].Content, example.Messages[1].Content))];
    }

    public void Dispose() => folder.Dispose();
}
