"""Rotary positions as complex numbers, and the ways to stretch them, one channel at a time."""
import math

import torch


def frequencies(channels, theta, scaling=None):
    """Radians per position of each pair, and the factor of cosines and sines."""
    plain = [theta ** (-2 * i / channels) for i in range(channels // 2)]
    if scaling is None:
        return plain, 1.0
    kind, factor = scaling["kind"], scaling["factor"]
    if kind == "linear":
        return [f / factor for f in plain], 1.0
    original = scaling["original_context"]
    if kind == "llama3":
        low, high = scaling["low_frequency"], scaling["high_frequency"]
        return [llama3(f, factor, low, high, original) for f in plain], 1.0
    return yarn(plain, channels, theta, factor, original, scaling)


def llama3(frequency, factor, low, high, original):
    wavelength = 2 * math.pi / frequency
    if wavelength < original / high:
        return frequency
    if wavelength > original / low:
        return frequency / factor
    smooth = (original / wavelength - low) / (high - low)
    return (1 - smooth) * frequency / factor + smooth * frequency


def yarn(plain, channels, theta, factor, original, scaling):
    def channel(turns):
        return channels * math.log(original / (turns * 2 * math.pi)) / (2 * math.log(theta))

    low, high = channel(scaling["beta_fast"]), channel(scaling["beta_slow"])
    if scaling.get("truncate", True):
        low, high = math.floor(low), math.ceil(high)
    low, high = max(low, 0), min(high, channels - 1)
    high = high + 0.001 if low == high else high
    ramp = [min(max((i - low) / (high - low), 0), 1) for i in range(len(plain))]
    stretched = [r * f / factor + (1 - r) * f for r, f in zip(ramp, plain)]
    if "mscale" in scaling:
        return stretched, magnitude(factor, scaling["mscale"]) / magnitude(factor, scaling["mscale_all_dim"])
    return stretched, magnitude(factor)


def magnitude(factor, mscale=1):
    return 1.0 if factor <= 1 else 0.1 * mscale * math.log(factor) + 1


def rotate(x, theta, channels=None, scaling=None, interleaved=False):
    """x [batch, heads, time, head_dim]: its first channels times exp(i · position · frequency), as pairs (i, i + half) or neighbours."""
    channels = channels or x.shape[-1]
    values, factor = frequencies(channels, theta, scaling)
    angle = torch.arange(x.shape[-2], dtype=torch.float64)[:, None] * torch.tensor(values, dtype=torch.float64)
    turn = torch.polar(torch.full_like(angle, factor), angle)
    if interleaved:
        return torch.view_as_real(torch.complex(x[..., 0::2], x[..., 1::2]) * turn).flatten(-2)
    half = channels // 2
    turned = torch.complex(x[..., :half], x[..., half:channels]) * turn
    return torch.cat([turned.real, turned.imag, x[..., channels:]], -1)
