using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Torch.Tests;

/// <summary>Every tensor is freed, once.</summary>
public sealed class Lifetime
{
    [Fact]
    public void Disposing_twice_is_safe()
    {
        var x = ones(3);
        using var view = x.view(3, 1);
        x.Dispose();
        x.Dispose();
        x.IsInvalid.ShouldBeTrue();
        view.data<float>().ToArray().ShouldBe([1f, 1, 1]);
    }

    [Fact]
    public void A_disposed_tensor_is_refused_with_a_message()
    {
        var x = ones(3);
        x.Dispose();
        Should.Throw<InvalidOperationException>(() => x + 1).Message.ShouldBe("Tensor invalid -- empty handle.");
        Should.Throw<InvalidOperationException>(() => x.shape);
        using var y = ones(1);
        Should.Throw<InvalidOperationException>(() => cat([y, x]));
    }

    [Fact]
    public void A_native_reference_changes_hands()
    {
        var before = Tensor.TotalCount;
        var x = ones(3);
        var handle = x.DecoupleFromNativeHandle();
        Tensor.TotalCount.ShouldBe(before);
        using var again = Tensor.UnsafeCreateTensor(handle);
        again.data<float>().ToArray().ShouldBe([1f, 1, 1]);
    }

    [Fact]
    public void A_tensor_that_nobody_disposed_is_freed_in_the_end()
    {
        Collect();
        var before = Tensor.TotalCount;
        Forget(200, 4);
        Tensor.TotalCount.ShouldBe(before + 200);
        Collect();
        Tensor.TotalCount.ShouldBe(before);
    }

    [Fact]
    public void Tensors_that_nobody_disposes_do_not_fill_the_memory()
    {
        Collect();
        var before = Tensor.TotalCount;
        long most = 0;
        for (var i = 0; i < 1000; i++)
        {
            Forget(1, 1 << 22); // 16 MiB
            most = Math.Max(most, Tensor.TotalCount - before);
        }
        most.ShouldBeLessThan(300); // of 16 GiB, less than 5
        Collect();
        Tensor.TotalCount.ShouldBe(before);
    }

    [Fact]
    public void Training_for_ten_thousand_steps_leaves_memory_and_tensors_flat()
    {
        var threads = get_num_threads();
        set_num_threads(1); // there is too little to do for more
        manual_seed(0);
        using var model = nn.Sequential(("first", nn.Linear(32, 64)), ("active", nn.ReLU()), ("second", nn.Linear(64, 8)));
        using var optimizer = optim.AdamW(model.parameters(), lr: 1e-3);
        using var x = randn(16, 32);
        using var y = randint(8, [16]);
        for (var step = 0; step < 500; step++) Step(); // the allocator and the just-in-time compiler settle
        Collect(); // what other tests left
        var (live, resident, collections) = (Tensor.TotalCount, Resident(), GC.CollectionCount(2));
        for (var step = 0; step < 10_000; step++) Step();
        Tensor.TotalCount.ShouldBe(live);
        (Resident() - resident).ShouldBeLessThan(16 << 20);
        (GC.CollectionCount(2) - collections).ShouldBeLessThan(10); // nothing waits for the collector
        set_num_threads(threads);

        void Step()
        {
            optimizer.zero_grad();
            using var logits = model.call(x);
            using var loss = nn.functional.cross_entropy(logits, y);
            loss.backward();
            nn.utils.clip_grad_norm_(model.parameters(), 1);
            optimizer.step();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(int count, long elements)
    {
        for (var i = 0; i < count; i++) empty(elements);
    }

    private static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private static long Resident() => File.ReadLines("/proc/self/status")
        .Where(line => line.StartsWith("VmRSS", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) << 10)
        .Single();
}
