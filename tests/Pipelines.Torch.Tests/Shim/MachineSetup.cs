namespace Pipelines.Torch.Tests.Shim;

/// <summary>What the script that makes a machine ready installs, and what it says where it cannot.</summary>
public sealed class MachineSetup : IDisposable
{
    private const string NothingInstalled = "exit 1";

    private readonly Machine machine = new Machine().With("dpkg-query", NothingInstalled);

    public void Dispose() => machine.Dispose();

    [Fact]
    public void Root_installs_what_is_missing_with_apt()
    {
        machine.With("id", "echo 0").Recording("apt-get").With("apt-cache", "exit 0");
        var setup = Run();
        setup.Code.ShouldBe(0, setup.Errors);
        machine.Calls.ShouldBe(["apt-get update -qq", "apt-get install -y -qq --no-install-recommends g++ libtorch-dev libopenblas0-openmp"]);
        setup.Output.ShouldContain("installing g++ libtorch-dev libopenblas0-openmp");
    }

    [Fact]
    public void Others_do_it_with_sudo()
    {
        machine.With("id", "echo 1000").Recording("sudo").With("apt-get", "exit 9").With("apt-cache", "exit 0").With("g++", "exit 0");
        var setup = Run("jq");
        setup.Code.ShouldBe(0, setup.Errors);
        machine.Calls.ShouldBe(
        [
            "sudo apt-get update -qq",
            "sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends jq libtorch-dev libopenblas0-openmp",
        ]);
    }

    [Fact]
    public void Without_sudo_it_is_said_what_is_missing()
    {
        machine.With("id", "echo 1000").With("apt-get", "exit 9");
        Run().ShouldBe(new Script(
            1, "", "setup: missing: g++ libtorch-dev libopenblas0-openmp; installing them needs root or sudo\n"));
    }

    [Fact]
    public void Without_apt_it_is_said_what_to_install() => Run().ShouldBe(new Script(1, "", """
        setup: this machine has no apt-get, by which this script installs; what is missing:
        setup:   g++, which its own package manager has
        setup:   libtorch: 'pip install torch', or one of https://pytorch.org, unpacked, in a folder that LIBTORCH names

        """));

    [Fact]
    public void A_distribution_without_libtorch_is_told_apart_from_a_server_that_is_away()
    {
        machine.With("id", "echo 0").With("g++", "exit 0").Recording("apt-get").With("apt-cache", "[ \"$2\" != libtorch-dev ]");
        var setup = Run();
        setup.Code.ShouldBe(1);
        setup.Errors.ShouldBe("""
            setup: this distribution has no package libtorch-dev; without it:
            setup:   libtorch: 'pip install torch', or one of https://pytorch.org, unpacked, in a folder that LIBTORCH names

            """);
        machine.Calls.ShouldBe(["apt-get update -qq"]);
    }

    [Fact]
    public void Nothing_is_installed_twice()
    {
        machine.With("g++", "exit 0").With("dpkg-query", "echo install ok installed");
        Run().ShouldBe(new Script(0, "setup: nothing more to install\n", ""));
    }

    [Fact]
    public void A_libtorch_of_ones_own_that_is_not_there_is_an_error()
    {
        var setup = Script.Run(Path.Combine(Script.Folder, "setup.sh"), [], machine.Path, ("LIBTORCH", "/nowhere"));
        setup.Code.ShouldBe(1);
        setup.Errors.Trim().ShouldBe(
            "setup: LIBTORCH=/nowhere is no unpacked libtorch: it has no lib/libtorch_cpu.so, or no include/torch; unset it, or name one");
    }

    private Script Run(params string[] packages) => Script.Run(Path.Combine(Script.Folder, "setup.sh"), packages, machine.Path, ("LIBTORCH", ""));
}
