namespace Pipelines.Verification.Tests;

public sealed class SandboxFolders : IDisposable
{
    private readonly string temporary = Directory.CreateTempSubdirectory("sandbox-folders-").FullName;

    public void Dispose() => Directory.Delete(temporary, recursive: true);

    [Fact]
    public void What_a_killed_program_left_is_removed_and_what_a_living_one_uses_stays()
    {
        var (dead, living, begun) = (Left("dead", days: 1), Left("living", days: 1), Left("begun", days: 0));
        File.WriteAllText(Path.Combine(dead, "written"), "by its process");
        var other = Directory.CreateDirectory(Path.Combine(temporary, "pipelines-other")).FullName;
        using (new FileStream(living + ".lock", FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            SandboxFolder.RemoveAbandoned(temporary).ShouldBe(1);

        Directory.GetFileSystemEntries(temporary).ShouldBe([living, living + ".lock", begun, begun + ".lock", other], ignoreOrder: true);
    }

    [Fact]
    public void It_is_empty_locked_while_it_is_used_and_gone_afterwards()
    {
        var folder = new SandboxFolder();
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
        File.SetLastWriteTimeUtc(folder.Path + ".lock", DateTime.UtcNow.AddDays(-1));
        SandboxFolder.RemoveAbandoned(Path.GetTempPath());
        Directory.Exists(folder.Path).ShouldBeTrue("this program lives");

        folder.Dispose();
        (Directory.Exists(folder.Path), File.Exists(folder.Path + ".lock")).ShouldBe((false, false));
    }

    private string Left(string name, int days)
    {
        var folder = Directory.CreateDirectory(Path.Combine(temporary, "pipelines-sandbox-" + name)).FullName;
        File.WriteAllText(folder + ".lock", "");
        File.SetLastWriteTimeUtc(folder + ".lock", DateTime.UtcNow.AddDays(-days));
        return folder;
    }
}
