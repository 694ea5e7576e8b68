using Pipelines.Formats;
using Pipelines.Runtime.Fingerprints;

namespace Pipelines.Runtime.Artifacts;

/// <summary>
/// The artifacts of a project, each a folder named by its fingerprint. A folder of that name is always complete; its
/// <c>artifact.json</c> tells whether it still is what was written.
/// </summary>
/// <param name="root">where they lie; made when the first is published</param>
public sealed class ArtifactStore(string root)
{
    private const string DamagedFolder = "damaged";

    /// <summary>Where they lie.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>Where damaged artifacts are set aside.</summary>
    public string Damaged => Path.Combine(Root, DamagedFolder);

    private string LockFile => Path.Combine(Root, ".lock");

    /// <summary>Where an artifact lies, or would.</summary>
    public string FolderOf(Fingerprint fingerprint) => Path.Combine(Root, fingerprint.Hex);

    /// <summary>Looks an artifact up by the names and sizes of its files, which is quick.</summary>
    /// <returns>null when there is none</returns>
    /// <exception cref="DamagedArtifactException">there is one, but not as it was written</exception>
    public ArtifactManifest? Find(Fingerprint fingerprint) => Look(fingerprint, content: false);

    /// <summary>Looks an artifact up and reads all its files, so that what was not written is not used.</summary>
    /// <returns>null when there is none</returns>
    /// <exception cref="DamagedArtifactException">there is one, but not as it was written</exception>
    public ArtifactManifest? Verify(Fingerprint fingerprint) => Look(fingerprint, content: true);

    /// <summary>
    /// Moves the files of a folder into a new artifact, which appears whole or not at all. One of the same fingerprint is replaced.
    /// </summary>
    /// <param name="folder">holds the artifact's files; is gone afterwards</param>
    /// <param name="describe">makes the description from the files</param>
    /// <exception cref="IOException">the disk is full or the store cannot be written</exception>
    public ArtifactManifest Publish(string folder, Func<IReadOnlyList<ManifestFile>, ArtifactManifest> describe)
    {
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => ManifestFile.Of(folder, file)).ToArray();
        var manifest = describe(files);
        // One process at a time: each tidies up first what a killed one left half-written.
        using (FileLock.Wait(LockFile))
            DurableFolder.Write(FolderOf(manifest.Fingerprint), partial =>
            {
                foreach (var file in files)
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(partial, file.Name))!);
                    File.Move(Path.Combine(folder, file.Name), Path.Combine(partial, file.Name));
                }
                manifest.Write(Path.Combine(partial, ArtifactManifest.FileName));
            });
        Directory.Delete(folder, recursive: true);
        return manifest;
    }

    /// <summary>Takes a damaged artifact out of use without losing what is left of it.</summary>
    /// <returns>where it lies now</returns>
    public string SetAside(Fingerprint fingerprint)
    {
        var aside = Path.Combine(Damaged, $"{fingerprint.Hex}-{DateTime.UtcNow:yyyyMMdd-HHmmss}");
        Directory.CreateDirectory(Path.GetDirectoryName(aside)!);
        Directory.Move(FolderOf(fingerprint), aside);
        return aside;
    }

    /// <summary>The artifacts that there are, sound or not.</summary>
    public IReadOnlyList<Fingerprint> All() => !Directory.Exists(Root) ? [] :
    [
        .. Directory.EnumerateDirectories(Root).Select(folder => Path.GetFileName(folder))
            .Where(name => !name.StartsWith('.') && name != DamagedFolder)
            .Order(StringComparer.Ordinal)
            .Select(name => new Fingerprint(name)),
    ];

    /// <summary>Removes an artifact, unless a process uses it.</summary>
    /// <returns>whether it is gone</returns>
    public bool Remove(Fingerprint fingerprint)
    {
        using var publishing = FileLock.Wait(LockFile);
        var folder = FolderOf(fingerprint);
        if (!Directory.Exists(folder)) return true;
        var path = Path.Combine(folder, ArtifactManifest.FileName);
        using var alone = File.Exists(path) ? HeldArtifacts.Exclusive(path) : null;
        if (alone is null && File.Exists(path)) return false;
        DurableFolder.Delete(folder);
        return true;
    }

    /// <summary>Removes all artifacts and the folder that they lie in, unless a process uses it.</summary>
    /// <returns>whether it is gone; where it is not, some of its artifacts may be</returns>
    public bool RemoveAll()
    {
        if (!All().All(Remove)) return false;
        using (var publishing = FileLock.Try(LockFile))
            if (publishing is null || All().Count > 0) return false;
        Directory.Delete(Root, recursive: true);
        return true;
    }

    private ArtifactManifest? Look(Fingerprint fingerprint, bool content)
    {
        var folder = FolderOf(fingerprint);
        if (!Directory.Exists(folder)) return null;
        var path = Path.Combine(folder, ArtifactManifest.FileName);
        if (!File.Exists(path)) throw new DamagedArtifactException(fingerprint, folder, $"{ArtifactManifest.FileName} is missing");
        ArtifactManifest manifest;
        try
        {
            manifest = ArtifactManifest.Read(path);
        }
        catch (InvalidDataException e)
        {
            throw new DamagedArtifactException(fingerprint, folder, e.Message);
        }
        foreach (var file in manifest.Files)
            if (file.Problem(folder, content) is { } problem) throw new DamagedArtifactException(fingerprint, folder, problem);
        return manifest;
    }
}
