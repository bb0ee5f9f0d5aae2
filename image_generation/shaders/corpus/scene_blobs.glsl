// title: Melted Toys
// description: Soft blobs that flow into each other on a patterned ground, glossy, with soft shadows
// tags: scene, raymarching, blobs, glossy, shadow

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

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 look(vec2 p, vec3 ro, vec3 ta, float zoom) {
    vec3 w = normalize(ta - ro);
    vec3 u = normalize(vec3(-w.z, 0.0, w.x));
    return normalize(p.x * u + p.y * cross(u, w) + zoom * w);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float smin(float a, float b, float k) {
    float h = max(k - abs(a - b), 0.0) / k;
    return min(a, b) - h * h * k * 0.25;
}

float hitSphere(vec3 ro, vec3 rd, vec3 c, float r) {
    vec3 o = ro - c;
    float b = dot(o, rd);
    float h = b * b - dot(o, o) + r * r;
    return h < 0.0 ? 1e5 : (-b - sqrt(h) > 0.0 ? -b - sqrt(h) : 1e5);
}

vec4 ball[5];

float blobs(vec3 p) {
    float d = 10.0;
    for (int i = 0; i < 5; i++) d = smin(d, length(p - ball[i].xyz) - ball[i].w, 0.7);
    return d;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 3.0);
    float wobble = iTime * 2.0;
    for (int i = 0; i < 5; i++) {
        vec3 h = rnd3(s, 10 + 4 * i);
        float r = 0.25 + 0.75 * h.y * h.y;
        ball[i] = vec4(3.6 * h.x - 1.8, r * 0.8 + 0.5 * rnd(s, 13 + 4 * i), 3.6 * h.z - 1.8, r);
        ball[i].xyz += 0.25 * sin(wobble + vec3(i, 2 * i, 3 * i));
    }
    float way = 6.28 * rnd(s, 1);
    vec3 ro = vec3(4.5 * cos(way), 1.2 + 3.5 * rnd(s, 2), 4.5 * sin(way));
    vec3 rd = look(p, ro, vec3(0.8 * rnd(s, 3), 0.4, 0.8 * rnd(s, 4)), 1.3 + 1.2 * rnd(s, 5));
    vec3 sun = normalize(vec3(sin(7.0 * rnd(s, 6)), 0.7, cos(7.0 * rnd(s, 6))));
    vec3 a = hsv(rnd(s, 40), 0.7, 0.8), b = hsv(rnd(s, 41), 0.6, 0.5), back = hsv(rnd(s, 42), 0.4, 0.75);
    float t = 1e3;
    for (int i = 0; i < 5; i++) t = min(t, hitSphere(ro, rd, ball[i].xyz, ball[i].w + 0.18));
    float d = 1.0;
    for (int i = 0; i < 13; i++) {
        if (t > 9.0) break;
        d = blobs(ro + rd * t);
        if (d < 0.006 || t > 9.0) break;
        t += d;
    }
    float ground = rd.y < 0.0 ? -ro.y / rd.y : 1e4;
    vec3 col = mix(back, back.zxy * 0.6, clamp(rd.y * 1.5 + 0.5, 0.0, 1.0));
    bool hit = d < 0.02 && t < min(ground, 9.0);
    if (hit || ground < 40.0) {
        if (!hit) t = ground;
        vec3 q = ro + rd * t;
        vec3 n = vec3(0.0, 1.0, 0.0);
        vec3 mat = a;
        float gloss = 0.0;
        if (hit) {
            vec2 e = vec2(0.02, 0.0);
            float d0 = blobs(q);
            n = normalize(vec3(blobs(q + e.xyy), blobs(q + e.yxy), blobs(q + e.yyx)) - d0);
            float band = sin((q.y * rnd(s, 43) + q.x * rnd(s, 44)) * 18.0);
            mat = mix(a, b, smoothstep(-0.15, 0.15, band + 2.0 * rnd(s, 45) - 1.0));
            gloss = pow(max(dot(reflect(rd, n), sun), 0.0), 40.0);
        } else {
            vec2 g = q.xz * (1.0 + 2.0 * rnd(s, 46));
            float kind = rnd(s, 47);
            float w = kind < 0.35 ? mod(floor(g.x) + floor(g.y), 2.0)
                    : kind < 0.7 ? smoothstep(0.4, 0.5, abs(fract(g.x) - 0.5) * 2.0)
                    : smoothstep(0.35, 0.3, length(fract(g) - 0.5));
            mat = mix(hsv(rnd(s, 48), 0.5, 0.7), hsv(rnd(s, 49), 0.3, 0.35), w * exp(-0.02 * t * t));
            mat *= 0.75 + 0.4 * fbm(q.xz * 4.0, 3, s);
        }
        float lit = max(dot(n, sun), 0.0);
        for (int i = 0; i < 5; i++) {
            vec3 o = ball[i].xyz - q;
            float along = dot(o, sun);
            float gap = length(o - along * sun) - ball[i].w;
            if (along > 0.0) lit *= smoothstep(-0.05, 0.06, gap / along + (hit ? 0.1 : 0.0));
        }
        float open = clamp(0.3 + blobs(q + n * 0.5) * 1.4, 0.2, 1.0);
        vec3 lightened = mat * (lit * 1.4 + 0.45 * open * mix(vec3(0.8), back, 0.6)) + gloss * lit;
        if (hit) lightened += back * 0.4 * pow(max(1.0 + dot(n, rd), 0.0), 3.0);
        col = mix(col, lightened, exp(-0.004 * t * t));
    }
    fragColor = vec4(film(col * 1.3), 1.0);
}
