namespace Pipelines.Spec.Tests;

/// <summary>A committed file that is written from the definitions. With UPDATE_SNAPSHOTS=1 the test writes it anew.</summary>
internal static class Snapshot
{
    public static void ShouldBeCurrent(string path, string text)
    {
        if (Repository.Updates)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
        File.Exists(path).ShouldBeTrue($"{path} is missing; run the tests with UPDATE_SNAPSHOTS=1");
        File.ReadAllText(path).ShouldBe(text, $"{path} is not current; run the tests with UPDATE_SNAPSHOTS=1");
    }
}
