using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;

namespace Pipelines.Runtime.Tests;

public sealed class Artifacts : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("artifacts-").FullName;
    private readonly ArtifactStore store;

    public Artifacts() => store = new ArtifactStore(Path.Combine(folder, "store"));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Are_found_as_they_were_published()
    {
        var published = Publish("a", ("one.txt", "1"), ("two.txt", "22"));
        var found = store.Verify(published.Fingerprint)!;
        found.Files.Select(file => (file.Name, file.Size)).ShouldBe([("one.txt", 1), ("two.txt", 2)]);
        found.Inputs.ShouldBe(published.Inputs);
        found.Settings.ShouldBe(published.Settings);
        (found.Stage, found.Kind, found.Result, found.Run, found.Seconds).ShouldBe(("stage", "kind", "fine", "run", 1.5));
        File.ReadAllText(Path.Combine(store.FolderOf(found.Fingerprint), "two.txt")).ShouldBe("22");
    }

    [Fact]
    public void Are_absent_until_they_are_published()
    {
        store.Find(Fingerprint.Of("a")).ShouldBeNull();
        store.Verify(Fingerprint.Of("a")).ShouldBeNull();
    }

    [Fact]
    public void Replace_those_of_the_same_fingerprint_whole()
    {
        Publish("a", ("old.txt", "1"));
        var published = Publish("a", ("new.txt", "2"));
        Directory.EnumerateFiles(store.FolderOf(published.Fingerprint)).Select(Path.GetFileName).Order()
            .ShouldBe(["artifact.json", "new.txt"]);
    }

    [Fact]
    public void A_publication_that_fails_leaves_the_one_before()
    {
        var published = Publish("a", ("file.txt", "good"));
        var work = Work(("file.txt", "bad"));
        Should.Throw<InvalidOperationException>(() => store.Publish(work, _ => throw new InvalidOperationException("no luck")));
        File.ReadAllText(Path.Combine(store.FolderOf(published.Fingerprint), "file.txt")).ShouldBe("good");
    }

    [Fact]
    public void Published_at_once_do_not_disturb_each_other()
    {
        var published = new ArtifactManifest[24];
        Parallel.For(0, published.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            published[i] = Publish($"artifact {i}", ("a.txt", new string('a', 1000 + i)), ("b.txt", new string('b', i))));
        foreach (var manifest in published) store.Verify(manifest.Fingerprint).ShouldNotBeNull();
    }

    [Fact]
    public void A_description_cannot_name_a_file_elsewhere()
    {
        var published = Publish("a", ("file.txt", "1"));
        var json = Path.Combine(store.FolderOf(published.Fingerprint), "artifact.json");
        File.WriteAllText(json, File.ReadAllText(json).Replace("file.txt", "../../file.txt"));
        Should.Throw<DamagedArtifactException>(() => store.Find(published.Fingerprint)).Message.ShouldContain("is not the name of a file");
    }

    private ArtifactManifest Publish(string name, params (string Name, string Text)[] files) =>
        store.Publish(Work(files), written => new ArtifactManifest(
            "kind", Fingerprint.Of(name), "stage", DateTimeOffset.UtcNow, 1.5, "fine", "run",
            new Dictionary<string, string> { ["input"] = "0123" }, new Dictionary<string, string> { ["lr"] = "0.1" }, written));

    private string Work(params (string Name, string Text)[] files)
    {
        var work = Directory.CreateDirectory(Path.Combine(folder, Guid.NewGuid().ToString("N"))).FullName;
        foreach (var (name, text) in files) File.WriteAllText(Path.Combine(work, name), text);
        return work;
    }
}
