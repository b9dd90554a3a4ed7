"""On what a graph is run: only providers that this onnxruntime really has."""

import onnxruntime
import pytest

from guardrail.embed.contract import open_encoder
from guardrail.embed.manifest import read_manifest
from guardrail.embed.runtime import Provider, Runtime
from guardrail.errors import SettingsError
from guardrail.settings import Settings

ABSENT = [Provider.CUDA, Provider.TENSORRT, Provider.OPENVINO, Provider.DIRECTML]


@pytest.mark.parametrize("provider", ABSENT)
def test_a_provider_that_is_not_there_is_refused_with_the_package_that_has_it(
    provider: Provider,
) -> None:
    if any(provider in name.lower() for name in onnxruntime.get_available_providers()):
        pytest.skip(f"this onnxruntime has {provider}")
    with pytest.raises(SettingsError, match=rf"knows .*cpu.* not {provider}.*onnxruntime-"):
        open_encoder(read_manifest(), runtime=Runtime(provider=provider))


def test_settings_say_what_models_run_on() -> None:
    assert Settings().runtime == Runtime(threads=2, provider=Provider.CPU)
    assert Settings(threads=4, provider=Provider.CUDA).runtime.provider is Provider.CUDA
