using Pipelines.Spec;
using Pipelines.Tokenizers;

namespace Pipelines.Data.Tests.Sources;

public sealed class DotnetDocs : IDisposable
{
    private static readonly DotnetDocsSpec Spec = new("docs", 0.02);

    private readonly SourceFolder folder = new();

    [Fact]
    public void A_member_reads_as_a_text()
    {
        var text = Read("""
            <member name="T:N.Box`1"><summary>A box.</summary><typeparam name="TItem">What is in it.</typeparam></member>
            <member name="M:N.Box`1.Put(`0,System.Int32)">
              <summary>Puts <paramref name="item"/> into the <see cref="T:N.Box`1" />
                 at   <paramref name="index" />,

              or throws.</summary>
              <param name="item">The item, or <see langword="null"/>.</param>
              <param name="index">See <see cref="F:System.Int32.MaxValue">the maximum</see>.</param>
              <returns>
                <see langword="true" /> if it was <c>new</c>; otherwise, <see langword="false" />.</returns>
              <exception cref="T:System.ArgumentOutOfRangeException"><paramref name="index"/> is negative.</exception>
              <remarks><para>One.</para><para>Two.</para>
                <list type="bullet"><item><term>a</term><description>first</description></item><item>second</item></list></remarks>
              <example>So:
                <code>
                    if (box.Put(1, 0))
                        Use(box);

                    Done();
                </code>
              </example>
            </member>
            """)[1].Text;
        text.ShouldBe("""
            N.Box<TItem>.Put(TItem item, int index)
            Puts item into the Box<TItem> at index,
            or throws.
            item: The item, or null.
            index: See the maximum.
            Returns: true if it was `new`; otherwise, false.
            Throws ArgumentOutOfRangeException: index is negative.
            Remarks: One.
            Two.
            - a: first
            - second
            Example: So:
            if (box.Put(1, 0))
                Use(box);

            Done();

            """);
    }

    [Fact]
    public void A_member_of_which_nothing_is_said_is_left_out() =>
        Read("""
            <member name="P:N.A"/>
            <member name="M:N.B"><inheritdoc/><param name="x"/></member>
            <member name="P:N.C"><summary/></member>
            """).ShouldBeEmpty();

    [Fact]
    public void What_is_repeated_comes_once()
    {
        var documents = Read("""
            <member name="M:N.A.F(System.Int32)"><summary>Does it.</summary></member>
            <member name="M:N.A.F(System.Int64)"><summary>Does it.</summary></member>
            <member name="M:N.A.F(System.Int32)"><summary>Does it, as another assembly says.</summary></member>
            """);
        documents.Select(document => document.Id).ShouldBe(["M:N.A.F(System.Int32)"]);
    }

    [Fact]
    public void The_highest_version_of_each_pack_is_read_in_order_of_names()
    {
        foreach (var version in new[] { "9.0.10", "9.0.9", "10.0.0-rc.2", "10.0.0", "2.1" })
            folder.With($"packs/B.Ref/{version}/ref/net/b.xml", "").With($"packs/A.Ref/9.0.0/ref/net/a.xml", "");
        folder.With("packs/C.Host/1.0.0/ref/net/c.xml", "").With("packs/B.Ref/11.0.0/other/b.xml", "");
        DotnetRoot.Files(Spec, [folder.Path]).Select(file => file.Path[(folder.Path.Length + 1)..])
            .ShouldBe(["packs/A.Ref/9.0.0/ref/net/a.xml", "packs/B.Ref/10.0.0/ref/net/b.xml"]);
    }

    [Fact]
    public void A_machine_without_any_is_told_where_was_looked_and_what_else_there_is()
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "packs"));
        var message = Should.Throw<DataSourceException>(() => DotnetRoot.Files(Spec, [folder.Path, "/nowhere"])).Message;
        message.ShouldContain($"looked in {folder.Path}/packs, /nowhere/packs");
        message.ShouldContain("source: text");
    }

    [Fact]
    public void A_file_that_is_not_XML_is_named()
    {
        folder.With("packs/A.Ref/1.0.0/ref/net/a.xml", "<doc><members><member name='T:A'>");
        Should.Throw<DataSourceException>(() => Open().Documents().ToList()).Message.ShouldContain("a.xml is not XML documentation");
    }

    [Fact]
    public void The_documentation_of_this_machine_is_megabytes_of_text_without_loss()
    {
        var source = DocumentSource.Open(Spec, folder.Path);
        var documents = source.Documents().ToList();
        var texts = documents.Select(document => document.Text).ToList();
        texts.Sum(text => (long)text.Length).ShouldBeGreaterThan(8_000_000);
        documents.Select(document => document.Id).Distinct().Count().ShouldBe(documents.Count);
        texts.ShouldAllBe(text => text.EndsWith('\n') && !text.Contains("<see") && !text.Contains('\r'));
        documents.Count(source.IsValidation).ShouldBeInRange(documents.Count / 100, documents.Count * 3 / 100);
        documents.ShouldContain(document =>
            document.Id == "P:System.String.Length" && document.Text.StartsWith("System.String.Length\nGets the number of characters"));

        var tokenizer = BpeTrainer.Train(texts.Where((_, i) => i % 10 == 0), new BpeTrainerOptions { VocabSize = 1024 });
        var back = tokenizer.EncodeAll(texts).Select(ids => tokenizer.Decode(ids));
        back.SequenceEqual(texts).ShouldBeTrue();
    }

    [Fact]
    public void The_order_is_the_same_every_time()
    {
        for (var i = 0; i < 20; i++)
        {
            var members = Enumerable.Range(0, 50)
                .Select(j => $"<member name='P:N.P{i}_{j}'><summary>Number {i * 50 + j}.</summary></member>");
            folder.With($"packs/A.Ref/1.0.0/ref/net/{i:00}.xml", $"<doc><members>{string.Concat(members)}</members></doc>");
        }

        var first = Open().Documents().ToList();
        first.Select(document => document.Text).ShouldBe(
            Enumerable.Range(0, 1000).Select(i => $"N.P{i / 50}_{i % 50}\nNumber {i}.\n"));
        Open().Documents().ShouldBe(first);
    }

    private List<Document> Read(string members)
    {
        folder.With("packs/A.Ref/1.0.0/ref/net/a.xml", $"<doc><assembly><name>A</name></assembly><members>{members}</members></doc>");
        return [.. Open().Documents()];
    }

    private DotnetDocsSource Open() => new(Spec, DotnetRoot.Files(Spec, [folder.Path]));

    public void Dispose() => folder.Dispose();
}
