using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Graph;
using Pipelines.Spec;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Commands;

/// <summary>
/// Finds what the file's stages do not make any more: artifacts of other settings, what is kept of interrupted runs of them, artifacts that
/// were damaged, and what repeats of runs have kept. What the file makes stays, what is registered as a model stays, and so does all that
/// either was made from.
/// </summary>
/// <param name="pipeline">the stages</param>
/// <param name="session">their settings</param>
internal sealed class Leftovers(Pipeline pipeline, Session session)
{
    private static readonly int Digits = Fingerprint.Of("").Hex.Length;

    /// <returns>all of them, the largest first</returns>
    public IReadOnlyList<Leftover> Find()
    {
        var kept = Kept();
        return [.. Artifacts(kept).Concat(Work(kept)).Concat(Damaged()).Concat(Repeats()).OrderByDescending(leftover => leftover.Size)];
    }

    private HashSet<Fingerprint> Kept()
    {
        var kept = new HashSet<Fingerprint>();
        var documents = session.Spec.Data.Where(data => data is not ExampleDataSpec).Select(data => data.Name).ToArray();
        foreach (var stage in pipeline.Stages) Keep(session.Fingerprints.Of(stage));
        foreach (var tokenizer in pipeline.Stages.Select(stage => stage.Tokenizer).OfType<Stage>().Distinct())
            foreach (var source in documents) Keep(session.Fingerprints.OfTokens(tokenizer, source));
        foreach (var artifact in Registered()) Keep(artifact);
        return kept;

        void Keep(Fingerprint fingerprint)
        {
            if (!kept.Add(fingerprint) || Described(session.Store, fingerprint) is not { } made) return;
            foreach (var input in made.Inputs.Values) Keep(new Fingerprint(input));
        }
    }

    private IEnumerable<Fingerprint> Registered()
    {
        if (!File.Exists(session.Workspace.Runs)) return [];
        using var store = new SqliteTrackingStore(session.Workspace.Runs);
        return [.. store.Registry.Models().SelectMany(model => model.Versions).Select(version => new Fingerprint(version.Artifact))];
    }

    private IEnumerable<Leftover> Artifacts(HashSet<Fingerprint> kept) =>
        from fingerprint in session.Store.All()
        where !kept.Contains(fingerprint)
        let made = Described(session.Store, fingerprint)
        select new Leftover(
            made is null ? "damaged artifact" : $"{made.Kind} {fingerprint.Short}", made?.Stage ?? "", session.Store.FolderOf(fingerprint),
            () => session.Store.Remove(fingerprint));

    /// <summary>Checkpoints and the like of runs that did not end: folders of a stage's name and its fingerprint.</summary>
    private IEnumerable<Leftover> Work(HashSet<Fingerprint> kept)
    {
        foreach (var folder in Folders(Path.Combine(session.Workspace.Root, "work")))
        {
            var name = Path.GetFileName(folder);
            if (name.Length <= Digits + 1) continue;
            var (stage, fingerprint) = (name[..^(Digits + 1)], new Fingerprint(name[^Digits..]));
            if (kept.Contains(fingerprint)) continue;
            yield return new Leftover($"interrupted {fingerprint.Short}", stage, folder, () => RemoveWork(stage, fingerprint, folder));
        }
    }

    private bool RemoveWork(string stage, Fingerprint fingerprint, string folder)
    {
        using var alone = FileLock.Try(session.Workspace.Lock(stage, fingerprint));
        if (alone is null) return false;
        Directory.Delete(folder, recursive: true);
        return true;
    }

    private IEnumerable<Leftover> Damaged() => Folders(session.Store.Damaged)
        .Select(folder => new Leftover("damaged, set aside", "", folder, () =>
        {
            Directory.Delete(folder, recursive: true);
            return true;
        }));

    /// <summary>What repeats have made and kept: a store of artifacts for each.</summary>
    private IEnumerable<Leftover> Repeats() =>
        from folder in Folders(session.Workspace.Repeats)
        let store = new ArtifactStore(folder)
        let made = store.All().Select(fingerprint => Described(store, fingerprint)).FirstOrDefault()
        select new Leftover($"repeat {Path.GetFileName(folder)}", made?.Stage ?? "", folder, store.RemoveAll);

    private static string[] Folders(string parent) => Directory.Exists(parent) ? Directory.GetDirectories(parent) : [];

    private static ArtifactManifest? Described(ArtifactStore store, Fingerprint fingerprint)
    {
        try
        {
            return store.Find(fingerprint);
        }
        catch (DamagedArtifactException)
        {
            return null;
        }
    }
}
