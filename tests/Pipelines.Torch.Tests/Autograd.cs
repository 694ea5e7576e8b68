using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Torch.Tests;

/// <summary>Gradients against closed forms, and the modes that turn their recording off.</summary>
public sealed class Autograd
{
    [Fact]
    public void Backward_leaves_the_gradient_of_a_polynomial()
    {
        using var x = tensor(new[] { 1f, 2, 3 }, requires_grad: true);
        using var y = (x.pow(3) + x * 2).sum();
        y.backward();
        using var gradient = x.grad!;
        gradient.data<float>().ToArray().ShouldBe([5f, 14, 29]); // 3x² + 2
    }

    [Fact]
    public void Gradients_add_up_until_they_are_dropped()
    {
        using var x = ones(2, requires_grad: true);
        for (var i = 1; i <= 3; i++)
        {
            using var y = (x * 2).sum();
            y.backward();
            using var gradient = x.grad!;
            gradient.data<float>().ToArray().ShouldBe([2f * i, 2f * i]);
        }
        x.grad = null;
        x.grad.ShouldBeNull();
    }

    [Fact]
    public void A_graph_serves_once_unless_it_is_kept()
    {
        using var x = ones(2, requires_grad: true);
        using var y = (x * x).sum();
        y.backward(retain_graph: true);
        y.backward();
        Should.Throw<ExternalException>(() => y.backward()).Message.ShouldContain("second time");
    }

    [Fact]
    public void Grad_returns_gradients_and_touches_nothing()
    {
        using var x = tensor(new[] { 2f }, requires_grad: true);
        using var z = tensor(new[] { 5f }, requires_grad: true);
        using var y = x * x * z;
        var gradients = autograd.grad([y], [x, z]);
        gradients[0].item<float>().ShouldBe(20);
        gradients[1].item<float>().ShouldBe(4);
        x.grad.ShouldBeNull();
    }

    [Fact]
    public void Gradients_have_gradients()
    {
        using var x = tensor(3.0, requires_grad: true);
        using var y = x.pow(4);
        var first = autograd.grad([y], [x], create_graph: true)[0];
        var second = autograd.grad([first], [x])[0];
        first.item<double>().ShouldBe(108); // 4x³
        second.item<double>().ShouldBe(108); // 12x²
    }

    [Fact]
    public void An_unused_input_has_no_gradient()
    {
        using var x = tensor(1.0, requires_grad: true);
        using var unused = tensor(1.0, requires_grad: true);
        using var y = x * 2;
        autograd.grad([y], [x, unused], allow_unused: true)[1].ShouldBeNull();
        using var again = x * 2;
        Should.Throw<ExternalException>(() => autograd.grad([again], [x, unused]));
    }

    [Fact]
    public void A_weighted_backward_takes_its_weights()
    {
        using var x = ones(3, requires_grad: true);
        using var y = x * 2;
        y.backward([tensor(new[] { 1f, 10, 100 })]);
        using var gradient = x.grad!;
        gradient.data<float>().ToArray().ShouldBe([2f, 20, 200]);
    }

    [Fact]
    public void Inner_tensors_keep_their_gradient_when_asked()
    {
        using var x = ones(1, requires_grad: true);
        using var inner = x * 3;
        inner.retain_grad();
        using var y = inner * inner;
        y.backward();
        using var gradient = inner.grad!;
        gradient.item<float>().ShouldBe(6);
    }

    [Fact]
    public void No_grad_records_nothing_and_ends_with_its_block()
    {
        using var x = ones(1, requires_grad: true);
        using (no_grad())
        {
            is_grad_enabled().ShouldBeFalse();
            using var still = x * 2;
            still.requires_grad.ShouldBeFalse();
            using (enable_grad())
            {
                using var recorded = x * 2;
                recorded.requires_grad.ShouldBeTrue();
            }
            is_grad_enabled().ShouldBeFalse();
        }
        is_grad_enabled().ShouldBeTrue();
        using (set_grad_enabled(false)) is_grad_enabled().ShouldBeFalse();
        is_grad_enabled().ShouldBeTrue();
    }

    [Fact]
    public void Inference_mode_ends_with_its_block()
    {
        using (inference_mode())
        {
            is_inference_mode_enabled().ShouldBeTrue();
            using var made = ones(2) * 2;
            made.requires_grad.ShouldBeFalse();
        }
        is_inference_mode_enabled().ShouldBeFalse();
    }

    [Fact]
    public void A_detached_tensor_shares_memory_and_no_history()
    {
        using var x = ones(2, requires_grad: true);
        using var detached = x.detach();
        detached.requires_grad.ShouldBeFalse();
        detached[0] = tensor(5f);
        x.data<float>()[0].ShouldBe(5);
    }

    [Fact]
    public void A_leaf_that_records_cannot_be_changed_in_place()
    {
        using var x = ones(2, requires_grad: true);
        Should.Throw<ExternalException>(() => x.add_(1)).Message.ShouldContain("leaf");
        using (no_grad()) x.add_(1);
        x.data<float>().ToArray().ShouldBe([2f, 2]);
    }
}
