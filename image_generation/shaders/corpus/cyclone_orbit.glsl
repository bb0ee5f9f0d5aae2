// title: Cyclone from Orbit
// description: A storm's eye, spiral rain bands and cloud streets over sea and coasts, seen from above
// tags: cyclone, clouds, spiral, satellite, weather

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

vec3 noised(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) * 5.9604645e-8;
    f = p - f;
    vec2 u = f * f * (3.0 - 2.0 * f);
    vec2 du = 6.0 * f * (1.0 - f);
    float b = h.y - h.x, d = h.z - h.x, e = h.w - h.z - b;
    return vec3(h.x + b * u.x + d * u.y + e * u.x * u.y, du * vec2(b + e * u.y, d + e * u.x));
}

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 fbmd(vec2 p, int octaves, uint s) {
    mat2 turn = mat2(1.62, 1.19, -1.19, 1.62), m = mat2(1.0);
    float a = 0.5;
    vec3 v = vec3(0.0);
    for (int i = 0; i < octaves; i++) {
        vec3 n = noised(p, s + uint(i));
        v += a * vec3(n.x, n.yz * m);
        p = turn * p;
        m = turn * m;
        a *= 0.5;
    }
    return v;
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float angle(vec2 v) {
    return atan(v.y, v.x + (abs(v.x) + abs(v.y) < 1e-6 ? 1e-6 : 0.0));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6);
    float orb = rnd(s, 1) < 0.45 ? 1.0 : 0.0, R = 0.85 + 0.5 * rnd(s, 2);
    vec2 v = u - 0.4 * (rnd3(s, 3).xy - 0.5);
    float rim = length(v) / R;
    vec2 p = u * (0.9 + 0.8 * rnd(s, 4));
    if (orb > 0.5) p = v / R * asin(min(rim, 0.999)) / max(rim, 0.01) * 1.6;
    else p *= vec2(1.0, 1.0 + 0.7 * rnd(s, 5)) / (1.0 - 0.3 * rnd(s, 6) * u.y);
    float way = 6.28 * rnd(s, 7), spin = rnd(s, 8) < 0.5 ? 1.0 : -1.0;
    vec2 sun = vec2(cos(way), sin(way));
    vec3 sea = hsv(0.54 + 0.1 * rnd(s, 9), 0.8, 0.2 + 0.25 * rnd(s, 10)), tint = hsv(rnd(s, 11), 0.25 * rnd(s, 12), 1.0);
    if (rnd(s, 13) < 0.2) { sea = hsv(rnd(s, 9), 0.7, 0.35); tint = hsv(rnd(s, 11), 0.5, 1.0); }
    vec2 q = rot(6.28 * rnd(s, 14)) * p + 9.0 * rnd(s, 15);
    vec3 land = fbmd(q * 1.2, 5, s + 1U);
    float shore = land.x - 0.5 - 0.12 * rnd(s, 16);
    vec3 col = sea * (0.85 + 0.3 * noise(q * 3.0, s)) + 0.25 * sea.yzx * ramp(-0.06, 0.0, shore);
    if (shore > 0.0) col = mix(hsv(0.28, 0.5, 0.3), hsv(0.09, 0.4, 0.65), ramp(0.4, 0.6, fbm(q * 2.5 + 4.0, 3, s + 2U))) * clamp(1.0 - 0.35 * dot(land.yz, sun), 0.4, 1.6);
    float cover = 0.0, hgt = 0.0, shade = 0.0;
    float storms = 1.0 + floor(2.2 * rnd(s, 17));
    float near = 9.0, eye = 0.03 + 0.06 * rnd(s, 18), tight = 1.6 + 1.8 * rnd(s, 19);
    vec2 hub = vec2(0.0);
    float size = 1.0, sense = spin;
    for (int i = 0; i < 2; i++) {
        if (float(i) >= storms) break;
        vec3 h = rnd3(s, 30 + i);
        vec2 c = (i == 0 ? 0.7 : 2.4) * (h.xy - 0.5);
        float k = i == 0 ? 0.55 + 0.6 * h.z : 0.35 + 0.2 * h.z;
        float d = length(p - c) / k;
        if (d < near) { near = d; hub = c; size = k; }
    }
    vec2 o = (p - hub) / size;
    float r = length(o), a = angle(o) * sense;
    float swirl = a + tight * log(r + 0.06) + sense * 2.0 * iTime;
    vec2 m = vec2(cos(swirl), sin(swirl)) * (0.5 + r) * 1.4;
    for (int k = 0; k < 2; k++) {
        vec2 off = k == 0 ? vec2(0.0) : rot(-sense * tight * log(r + 0.06)) * sun * 0.12;
        vec2 n = m + off;
        float bands = 0.5 + 0.5 * sin(2.0 * swirl + 2.2 * (noise(n * 1.5, s + 3U) - 0.5) * 2.0 + (k == 0 ? 0.0 : 0.35 * dot(normalize(o + 0.001), sun)));
        float puff = fbm(n * 2.3 + 3.0, 5, s + 4U);
        float core = ramp(0.75, 0.15, r);
        float body = ramp(1.5, 0.5, r) * (0.35 + 0.75 * bands) * (0.5 + puff) + 0.75 * core - 0.25;
        body *= ramp(eye * 0.7, eye * 2.2, r + 0.02 * (puff - 0.5));
        float streets = ramp(0.5, 0.75, fbm(p * vec2(2.2, 2.6) + 0.6 * vec2(-o.y, o.x) * sense / (0.4 + r) + 5.0 + off, 5, s + 5U)) * ramp(0.3, 0.9, r);
        float all = max(body, 0.75 * streets);
        if (k == 0) { cover = ramp(0.1, 0.55, all); hgt = all + 0.5 * (puff - 0.5); }
        else shade = all + 0.5 * (puff - 0.5);
    }
    col *= 1.0 - 0.35 * ramp(0.1, 0.5, shade) * (1.0 - cover);
    vec3 white = tint * clamp(0.82 + 0.55 * (hgt - shade), 0.35, 1.15);
    col = mix(col, white, cover * 0.96);
    if (r < eye * 1.3) col = mix(col, sea * 0.6, ramp(eye * 1.2, eye * 0.6, r));
    if (orb > 0.5) {
        float z = sqrt(max(1.0 - rim * rim, 0.0));
        float day = ramp(-0.25, 0.5, dot(vec3(v / R, z), normalize(vec3(sun, 0.6))));
        col *= 0.12 + 0.95 * day;
        col += hsv(0.57, 0.6, 0.8) * pow(1.0 - z, 3.0) * (0.2 + 0.8 * day);
        if (rim > 1.0) col = hsv(0.57, 0.6, 0.7) * exp(-18.0 * (rim - 1.0)) * (0.2 + 0.8 * ramp(-0.5, 0.6, dot(normalize(v), sun))) + step(0.99, hash(ivec2(fragCoord / iResolution.y * 120.0), s)) * 0.8;
    }
    fragColor = vec4(film(col * 1.5), 1.0);
}
